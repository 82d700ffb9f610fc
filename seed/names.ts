import { normalizeForSearch } from "#lib/profile/search-keys.ts";

/** A name in its own script, and romanised for email addresses. */
export type Name = Readonly<{ native: string; romanised: string }>;

export type Culture = Readonly<{
  firstNames: readonly Name[];
  lastNames: readonly Name[];
  /** A mobile number without its last four digits. */
  phone: string;
}>;

/** `native:romanised`, or only `native` for names in Latin script. */
const names = (list: string): Name[] =>
  list.split(" ").map((entry) => {
    const [native = "", romanised = normalizeForSearch(native)] = entry.split(":");
    return { native, romanised };
  });

const culture = (phone: string, firstNames: string, lastNames: string): Culture => ({
  phone,
  firstNames: names(firstNames),
  lastNames: names(lastNames),
});

export const CULTURES: readonly Culture[] = [
  culture(
    "+3361234",
    "Élodie Mathieu Chloé François Zoé Jérôme Noémie Loïc Anaïs Cédric Hélène Benoît",
    "Lefèvre Dupont Béranger Moreau Gauthier Rousseau Le-Goff Faÿ Perrin Château Noël Garçon",
  ),
  culture(
    "+491512345",
    "Jürgen Anja Björn Käthe Sören Heike Götz Lieselotte Matthias Ute Jörg Änne",
    "Müller Schäfer Weiß Groß König Böhm Jäger Schröder Kühn Vogel Strauß Löffler",
  ),
  culture(
    "+44740012",
    "Siobhán Graham Olwen Rhys Imogen Callum Niamh Alistair Pippa Ewan Bronwyn Tristan",
    "O'Brien Whitaker Llewellyn MacLeod Ashworth Fairclough Pemberton Sinclair Hughes Byrne Thackeray Ward",
  ),
  culture(
    "+1202555",
    "Maya Tyrone Brooklyn Jamal Savannah Cody Kiara Wyatt Destiny Marcus Autumn Dwayne",
    "Washington Hernandez Kowalski Freeman Goldberg Nakamura Begay Johnson Delacroix Park Olsen Jefferson",
  ),
  culture(
    "+3461234",
    "Begoña Íñigo Lucía Ángel Nuria Joaquín Inés Óscar Concepción Raúl Mónica Víctor",
    "Núñez Ibáñez Peña Muñoz Gómez Zúñiga Ordóñez Cañizares Martínez Jiménez Yáñez Solís",
  ),
  culture(
    "+551196123",
    "João Conceição Antônio Lívia Thaís Inácio Vitória Caetano Flávia Simão Letícia Estêvão",
    "Gonçalves Araújo Magalhães Simões Assunção Falcão Brandão Café Guimarães Leitão Proença Paixão",
  ),
  culture(
    "+4851234",
    "Łukasz Małgorzata Wojciech Bożena Stanisław Agnieszka Zbigniew Jadwiga Paweł Grażyna Michał Świętosława",
    "Wałęsa Brzęczyszczykiewicz Kościuszko Dąbrowska Żukowski Piłsudski Gołąb Śliwa Zając Wróbel Ćwik Łoś",
  ),
  culture(
    "+42060112",
    "Jiří Kateřina Ondřej Božena Tomáš Růžena Přemysl Žofie Zdeněk Eliška Matěj Šárka",
    "Dvořák Nováková Hašek Čapek Růžička Kříž Šťastný Žižka Beneš Hájek Říha Ježek",
  ),
  culture(
    "+90501234",
    "Gülşen Oğuzhan İpek Çağrı Şebnem Ilgaz Nazlı Özgür Tuğba Ümit Yağmur Barış",
    "Yıldırım Öztürk Çelik Şahin Doğan Kılıç Aydın İnönü Güneş Karadağ Erdoğdu Uçar",
  ),
  culture(
    "+4670123",
    "Åsa Göran Linnéa Björn Ragnhild Håkan Märta Østen Signe Torbjørn Sølvi Åke",
    "Ångström Söderberg Lindqvist Bjørnson Ødegård Åkesson Grønn Öberg Sjöström Næss Hägg Kjær",
  ),
  culture(
    "+8491234",
    "Hương Đức Thảo Quỳnh Tuấn Ngọc Hùng Thủy Dũng Phượng Long Ánh",
    "Nguyễn Trần Phạm Hoàng Vũ Đặng Bùi Đỗ Ngô Dương Lý Huỳnh",
  ),
  culture(
    "+30691234",
    "Γιώργος:giorgos Ελένη:eleni Νίκος:nikos Αικατερίνη:aikaterini Δημήτρης:dimitris Σοφία:sofia Θανάσης:thanasis Ευαγγελία:evangelia Κωνσταντίνος:konstantinos Χρυσούλα:chrysoula Ιάσων:iason Άννα:anna",
    "Παπαδόπουλος:papadopoulos Οικονόμου:oikonomou Αντωνίου:antoniou Γεωργίου:georgiou Καραγιάννης:karagiannis Βασιλείου:vasileiou Μακρής:makris Ζαχαρίου:zachariou Λαμπράκης:lamprakis Ξενάκης:xenakis Ψαράς:psaras Φωτόπουλος:fotopoulos",
  ),
  culture(
    "+7912345",
    "Алексей:aleksei Екатерина:ekaterina Фёдор:fyodor Юлия:yulia Сергей:sergei Людмила:lyudmila Илья:ilya Наталья:natalya Григорий:grigory Жанна:zhanna Пётр:pyotr Ольга:olga",
    "Соловьёв:solovyov Щербакова:shcherbakova Чайковский:tchaikovsky Кузнецова:kuznetsova Журавлёв:zhuravlyov Попова:popova Объедков:obyedkov Цветаева:tsvetaeva Хрущ:khrushch Яковлева:yakovleva Быков:bykov Эйзен:eisen",
  ),
  culture(
    "+38050123",
    "Олександр:oleksandr Соломія:solomiia Ївга:yivha Євген:yevhen Ганна:hanna Андрій:andrii Оксана:oksana Юрій:yurii Марічка:marichka Богдан:bohdan Злата:zlata Тарас:taras",
    "Шевченко:shevchenko Коваленко:kovalenko Гриценко:hrytsenko Ґедзь:gedz Їжак:yizhak Щур:shchur Франко:franko Бондаренко:bondarenko Левченко:levchenko Сірко:sirko Ющенко:yushchenko Мельник:melnyk",
  ),
  culture(
    "+20100123",
    "محمد:mohamed فاطمة:fatima أحمد:ahmed ليلى:layla يوسف:youssef مريم:maryam خالد:khaled نور:nour عمر:omar سلمى:salma حسين:hussein زينب:zeinab",
    "المصري:elmasry عبدالله:abdallah الشريف:elsherif حداد:haddad منصور:mansour النجار:elnaggar سليمان:soliman الخطيب:elkhatib فرج:farag الحسن:elhassan طه:taha بركات:barakat",
  ),
  culture(
    "+97250234",
    "יעל:yael אבירם:aviram נועה:noa איתן:eitan שירה:shira גדעון:gideon תמר:tamar אורי:uri חנה:hannah דוד:david מיכל:michal יונתן:yonatan",
    "כהן:cohen לוי:levi מזרחי:mizrahi פרץ:peretz ביטון:biton אברהם:avraham שפירא:shapira גולן:golan רוזן:rosen דיין:dayan ברק:barak צור:tzur",
  ),
  culture(
    "+91812345",
    "प्रिया:priya अर्जुन:arjun अनन्या:ananya विक्रम:vikram दीपिका:deepika रोहित:rohit कविता:kavita संजय:sanjay मीरा:meera हरीश:harish लक्ष्मी:lakshmi आदित्य:aditya",
    "शर्मा:sharma गुप्ता:gupta वर्मा:verma अय्यर:iyer मिश्रा:mishra चौधरी:chaudhary जोशी:joshi कपूर:kapoor पटेल:patel सिंह:singh त्रिपाठी:tripathi राव:rao",
  ),
  culture(
    "+861312345",
    "伟:wei 秀英:xiuying 明:ming 丽娜:lina 建国:jianguo 晓燕:xiaoyan 志强:zhiqiang 雨桐:yutong 海涛:haitao 静怡:jingyi 子轩:zixuan 美玲:meiling",
    "王:wang 李:li 张:zhang 陈:chen 刘:liu 欧阳:ouyang 赵:zhao 黄:huang 周:zhou 司马:sima 徐:xu 诸葛:zhuge",
  ),
  culture(
    "+81901234",
    "さくら:sakura 健太:kenta 陽子:yoko 大輔:daisuke ゆき:yuki 翔:sho 美咲:misaki 一郎:ichiro あかり:akari ケン:ken 花子:hanako 誠:makoto",
    "佐藤:sato 鈴木:suzuki 高橋:takahashi 田中:tanaka 渡辺:watanabe 伊藤:ito 山本:yamamoto 中村:nakamura 小林:kobayashi 加藤:kato 長谷川:hasegawa 五十嵐:igarashi",
  ),
  culture(
    "+82102000",
    "민준:minjun 서연:seoyeon 지훈:jihun 하은:haeun 도윤:doyun 지우:jiwoo 현우:hyunwoo 수빈:subin 준호:junho 유진:yujin 태희:taehee 은지:eunji",
    "김:kim 이:lee 박:park 최:choi 정:jung 강:kang 조:cho 윤:yoon 장:jang 임:lim 한:han 남궁:namgung",
  ),
  culture(
    "+6681234",
    "สมชาย:somchai มาลี:malee ประเสริฐ:prasert กัญญา:kanya อนันต์:anan พิมพ์:pim วิชัย:wichai สุดา:suda ธนา:thana นภา:napa ชัย:chai อรุณ:arun",
    "ศรีสุข:srisuk ทองดี:thongdee วงศ์:wong แสงทอง:saengthong บุญมี:boonmee จันทร์:chan รัตน์:rat สุวรรณ:suwan ใจดี:jaidee แก้ว:kaew ชูศรี:choosri พรหม:prom",
  ),
];
