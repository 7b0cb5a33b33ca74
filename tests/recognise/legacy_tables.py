"""Words of order tables in the languages that are written in legacy encodings, and the rows made of them."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from hypothesis import strategies as st


class Language(NamedTuple):
    """What an order table of one language is made of."""

    encodings: tuple[str, ...]
    header: str
    names: str
    places: str
    """Streets and towns; `#` is a number."""
    titles: str
    states: str


LANGUAGES: Final[dict[str, Language]] = {
    "German": Language(
        ("cp1252", "mac_roman"),
        "Bestellnummer|Käufer|Straße und Hausnummer|Artikel|Menge|Größe|Status|Anmerkung des Käufers",
        "Jürgen Müller|Käthe Schröder|Bärbel Weiß|Günther Jäger|Sören Köhler|Anna Schmidt|Max Huber|Björn Groß",
        "Königsstraße #, 70173 Stuttgart|Am Mühlbach #, 80331 München|Lindenweg #, 50667 Köln|"
        "Schloßallee #, 40213 Düsseldorf|Hauptstraße #, 90402 Nürnberg|Bahnhofstr. #, 8001 Zürich",
        "Küchenmesser für Gemüse, grün|Kaffeetasse weiß|Schlüsselanhänger Bär|Fußmatte „Grüße“|Müslischüssel|"
        "Überwurf für das Bett, 140×200 cm|Gürtel aus Leder – schwarz|Tischdecke, 12,50 € reduziert",
        "bezahlt|versandt|storniert|zurückgeschickt|in Prüfung|ungeöffnet",
    ),
    "French": Language(
        ("cp1252", "mac_roman"),
        "Numéro de commande|Acheteur|Adresse de livraison|Désignation|Quantité|État|Payé le|Remarque",
        "Hélène Lefèvre|François Dupré|Zoë Chénier|Jérôme Bœuf|Aurélie Pâris|Noël Gauthier|Benoît Crête|Léa Martin",
        "# rue de l’Église, 75011 Paris|# allée des Chênes, 69003 Lyon|# bd du Maréchal, 06000 Nîmes|"
        "# place de la République, 13001 Marseille|# chemin du Château, 33000 Bordeaux",
        "Théière en fonte émaillée|Écharpe tricotée|Boîte à thé « Été »|Réveil à aiguilles|Sœurs – bracelet doré|"
        "Bougie parfumée|Coffret 10 pièces, 12,90 €|Tapis tressé",
        "payée|expédiée|annulée|à préparer|remboursée",
    ),
    "Spanish": Language(
        ("cp1252", "mac_roman"),
        "Número de pedido|Comprador|Dirección de envío|Descripción|Cantidad|Situación|Teléfono",
        "José Núñez|María Ibáñez|Begoña Peña|Sebastián Muñoz|Íñigo Agüero|Lucía Gómez|Raúl Ordóñez",
        "Calle Andalucía #, 3º B, Málaga|Avenida España #, Cádiz|Plaza de la Constitución #, León|"
        "Camino Ñuñoa #, Santiago de Chile|Calle Colón #, Córdoba",
        "Camión de madera para niños|Pañuelo de algodón|Lámpara de salón|Cojín pequeño|Jarrón ¡edición especial!|"
        "Juego de sábanas|Colección otoño",
        "pagado|enviado|en tránsito|cancelación pedida|devolución",
    ),
    "Portuguese": Language(
        ("cp1252", "mac_roman"),
        "Nº do pedido|Comprador|Endereço de entrega|Descrição|Quantidade|Situação|Observações|Município",
        "João Gonçalves|Conceição Araújo|Antônio Guimarães|Inês Brandão|Luís Simões|Fátima Leitão|Paulo Souza",
        "Rua São João, #, Goiânia|Avenida Brasília, #, Florianópolis|Travessa da Conceição, #, Belém|"
        "Praça da Sé, #, São Paulo|Rua do Ouvidor, #, Niterói",
        "Calção de algodão|Pão de açúcar – imã de geladeira|Relógio de pulso|Fogão à lenha, miniatura|"
        "Coração de cerâmica|Jogo de lençóis|Botão de pressão",
        "pago|enviado|cancelado|devolução solicitada|aguardando liberação",
    ),
    "Polish": Language(
        ("cp1250", "iso8859_2"),
        "Numer zamówienia|Kupujący|Adres dostawy|Nazwa przedmiotu|Ilość|Stan zamówienia|Wiadomość",
        "Łukasz Wiśniewski|Małgorzata Dąbrowska|Paweł Wójcik|Żaneta Źródłowska|Jan Kowalski|Święcicka Zofia",
        "ul. Świętokrzyska #, 00-044 Warszawa|ul. Długa #, 80-831 Gdańsk|os. Złotego Wieku #, Kraków|"
        "ul. Księcia Józefa #, Łódź|ul. Żeromskiego #, Częstochowa",
        "Żółta łyżka drewniana|Kubek z uchem, błękitny|Świeca sojowa|Pościel z bawełny|Ręcznik kąpielowy|"
        "Poduszka – różowa|Zegar ścienny",
        "opłacone|wysłane|anulowane|w trakcie realizacji|zwrócone",
    ),
    "Czech": Language(
        ("cp1250", "iso8859_2"),
        "Číslo objednávky|Kupující|Adresa doručení|Název zboží|Množství|Stav objednávky|Poznámka zákazníka",
        "Jiří Dvořák|Kateřina Procházková|Tomáš Černý|Zdeněk Růžička|Eva Veselá|Šárka Němcová|Ondřej Říha|Jan Novák",
        "Příčná #, 110 00 Praha|Údolní #, 602 00 Brno|Dlouhá třída #, Ústí nad Labem|"
        "Náměstí Míru #, Plzeň|Křížová #, Jihlava",
        "Dřevěná lžíce|Hrnek s ouškem, žlutý|Šála pletená|Povlečení z bavlny|Ručník – světle modrý|"
        "Nůž na zeleninu|Ubrus „Vánoce“|Svíčka sójová",
        "zaplaceno|odesláno|zrušeno|čeká na platbu|vráceno|připraveno k odeslání",
    ),
    "Slovak": Language(
        ("cp1250", "iso8859_2"),
        "Číslo objednávky|Kupujúci|Adresa doručenia|Názov tovaru|Množstvo|Stav objednávky|Poznámka zákazníka",
        "Ján Kováč|Zuzana Ďuricová|Ľubomír Horváth|Katarína Šťastná|Peter Novák|Žofia Králiková|Tomáš Hudák",
        "Hlavná #, 040 01 Košice|Štúrova #, 811 02 Bratislava|Námestie slobody #, Žilina|"
        "Dlhá ulica #, Prešov|Mäsiarska #, Ľubotín",
        "Drevená lyžica|Hrnček s uškom, žltý|Šál pletený|Obliečky z bavlny|Uterák – svetlomodrý|"
        "Nôž na zeleninu|Vankúš „Vianoce“|Sójová sviečka",
        "zaplatené|odoslané|zrušené|čaká na platbu|vrátené|pripravené",
    ),
    "Hungarian": Language(
        ("cp1250", "iso8859_2"),
        "Rendelésszám|Vevő neve|Szállítási cím|Termék megnevezése|Mennyiség|Állapot|Megjegyzés",
        "Szabó Gergő|Kovács Ágnes|Tóth Eszter|Horváth Jenő|Kőszegi Bálint|Varga Zsófia|Fűzfa Dezső|Nagy Péter",
        "Petőfi Sándor utca #, 1052 Budapest|Kossuth tér #, Győr|Széchenyi út #, Pécs|"
        "Erdő sor #, Debrecen|Fő utca #, Székesfehérvár",
        "Fakanál készlet|Bögre füllel, zöld|Kötött sál, fehér|Pamut ágynemű|Törölköző – kék|"
        "Zöldségvágó kés|Asztalterítő „Karácsony”|Gyertya szójából",
        "fizetve|elküldve|törölve|fizetésre vár|visszaküldve|előkészítve",
    ),
    "Romanian": Language(
        ("cp1250", "iso8859_2"),
        "Număr comandă|Cumpărător|Adresă de livrare|Denumire produs|Cantitate|Stare comandă|Observaţii",
        "Ştefan Ionescu|Mădălina Popa|Răzvan Dumitrăşcu|Ioana Ţurcanu|Andrei Câmpeanu|Bogdan Vîlcu|Maria Enăchescu",
        "Strada Independenţei #, Bucureşti|Bulevardul Ştefan cel Mare #, Iaşi|"
        "Calea Victoriei #, Timişoara|Strada Gării #, Piteşti|Aleea Trandafirilor #, Brăila",
        "Lingură de lemn|Cană cu toartă, roşie|Fular tricotat, alb-gălbui|Lenjerie de pat, bumbac|"
        "Cuţit pentru legume|Faţă de masă „Crăciun”|Lumânare parfumată",
        "plătită|expediată|anulată|în aşteptare|returnată|pregătită",
    ),
    "Croatian": Language(
        ("cp1250", "iso8859_2"),
        "Broj narudžbe|Kupac|Adresa za dostavu|Naziv artikla|Količina|Stanje narudžbe|Napomena",
        "Ivana Šimić|Željko Đurđević|Marko Kovačić|Nikolina Žagar|Tomislav Božić|Ana Čulić|Petra Horvat",
        "Ulica Stjepana Radića #, Zagreb|Trg slobode #, Šibenik|Vukovarska #, Požega|"
        "Đure Đakovića #, Čakovec|Obala kralja Tomislava #, Makarska",
        "Drvena žlica|Šalica s ručkom, žuta|Pleteni šal|Posteljina od pamuka|Ručnik – plavi|"
        "Nož za povrće|Svijeća od soje|Stolnjak „Božić“",
        "plaćeno|poslano|otkazano|čeka uplatu|vraćeno|spremno",
    ),
    "Slovene": Language(
        ("cp1250", "iso8859_2"),
        "Številka naročila|Kupec|Naslov za dostavo|Naziv izdelka|Količina|Stanje naročila|Opomba",
        "Špela Kovač|Žiga Zupančič|Matjaž Božič|Janez Novak|Tjaša Črnič|Uroš Kržišnik|Maja Pečnik",
        "Prešernova ulica #, Ljubljana|Trg svobode #, Maribor|Cesta na Roglo #, Slovenske Konjice|"
        "Župančičeva #, Celje|Čufarjeva #, Jesenice",
        "Lesena žlica|Skodelica z ročajem, rumena|Pleten šal|Posteljnina iz bombaža|"
        "Brisača – svetlo modra|Nož za zelenjavo|Sveča iz soje|Škatla za čaj",
        "plačano|poslano|preklicano|čaka na plačilo|vrnjeno|pripravljeno",
    ),
    "Turkish": Language(
        ("cp1254",),
        "Sipariş numarası|Alıcı adı|Teslimat adresi|Ürün adı|Adet|Sipariş durumu|Müşteri notu",
        "Çağrı Yılmaz|Gülşen Öztürk|Işıl Doğan|İbrahim Şahin|Mehmet Kaya|Özgür Güneş",
        "Atatürk Caddesi No #, Kadıköy, İstanbul|Çankaya Mah. # Sokak, Ankara|Alsancak #, İzmir|"
        "Barış Bulvarı #, Eskişehir",
        "Ahşap kaşık takımı|Seramik kupa, yeşil|Pamuklu havlu|Telefon kılıfı iPhone 13|Işıklı duvar saati|"
        "Katlanır şemsiye",
        "ödendi|kargoya verildi|iptal edildi|hazırlanıyor|iade",
    ),
    "Russian": Language(
        ("cp1251", "koi8_r", "cp866"),
        "Номер заказа|Покупатель|Адрес доставки|Наименование товара|Количество|Статус|Комментарий",
        "Иванов Пётр Сергеевич|Ольга Кузнецова|Щербакова Анна|Дмитрий Соловьёв|Юлия Жукова|Ёлкин Олег",
        "г. Москва, ул. Ленина, д. #, кв. 7|Санкт-Петербург, Невский пр., #|г. Казань, ул. Баумана, #|"
        "Новосибирск, Красный проспект, #|Екатеринбург, ул. Малышева, д. #",
        "Чашка керамическая, белая|Чехол для телефона iPhone 13|Кружка «Лучшая мама»|Набор полотенец|"
        "Светильник настольный|Футболка мужская, размер XL|Рюкзак школьный",
        "Оплачен|Отправлен|Отменён|Ожидает отправки|Возврат",
    ),
    "Arabic": Language(
        ("cp1256",),
        "رقم الطلب|اسم المشتري|عنوان الشحن|اسم المنتج|الكمية|حالة الطلب|ملاحظة المشتري",
        "محمد العتيبي|فاطمة الزهراء|أحمد القحطاني|نورة السبيعي|خالد المطيري|سارة الحربي",
        "شارع الملك فهد #، الرياض|حي النسيم #، جدة|شارع التحلية #، الدمام|شارع الجامعة #، عمان",
        "كوب سيراميك أبيض|حافظة هاتف iPhone 13|طقم مناشف قطن|مصباح طاولة|ساعة حائط خشبية|مظلة قابلة للطي",
        "مدفوع|تم الشحن|ملغي|قيد التجهيز|مرتجع",
    ),
    "Hebrew": Language(
        ("cp1255",),
        "מספר הזמנה|שם הקונה|כתובת למשלוח|שם המוצר|כמות|סטטוס הזמנה|הערות",
        "דוד כהן|רחל לוי|יוסף מזרחי|מרים פרידמן|אברהם ביטון|שרה אזולאי",
        "רחוב הרצל #, תל אביב|שדרות בן גוריון #, חיפה|רחוב יפו #, ירושלים|דרך השלום #, רמת גן",
        "ספל קרמיקה לבן|כיסוי לטלפון iPhone 13|סט מגבות כותנה|מנורת שולחן|שעון קיר מעץ|מטריה מתקפלת",
        "שולם|נשלח|בוטל|ממתין למשלוח|הוחזר",
    ),
    "Thai": Language(
        ("cp874",),
        "หมายเลขคำสั่งซื้อ|ชื่อผู้ซื้อ|ที่อยู่จัดส่ง|ชื่อสินค้า|จำนวน|สถานะ|หมายเหตุ",
        "สมชาย ใจดี|สุดา ศรีสุข|วิชัย ทองคำ|อรทัย แก้วมณี|ประเสริฐ บุญมา",
        "ถนนสุขุมวิท # กรุงเทพฯ|ถนนนิมมาน # เชียงใหม่|ถนนมิตรภาพ # ขอนแก่น|ถนนเพชรเกษม # สงขลา",
        "แก้วเซรามิกสีขาว|เคสโทรศัพท์ iPhone 13|ชุดผ้าขนหนู|โคมไฟตั้งโต๊ะ|นาฬิกาแขวน|ร่มพับ",
        "ชำระแล้ว|จัดส่งแล้ว|ยกเลิกแล้ว|รอจัดส่ง|คืนสินค้า",
    ),
    "Greek": Language(
        ("cp1253",),
        "Αριθμός παραγγελίας|Αγοραστής|Διεύθυνση|Προϊόν|Ποσότητα|Κατάσταση|Σχόλια",
        "Γιώργος Παπαδόπουλος|Μαρία Νικολάου|Δημήτρης Ιωάννου|Ελένη Γεωργίου|Κώστας Οικονόμου",
        "Οδός Ερμού #, Αθήνα|Τσιμισκή #, Θεσσαλονίκη|Κορίνθου #, Πάτρα|Λεωφόρος Κνωσού #, Ηράκλειο",
        "Κούπα κεραμική λευκή|Θήκη κινητού iPhone 13|Σετ πετσέτες|Φωτιστικό γραφείου|Ρολόι τοίχου",
        "Πληρώθηκε|Απεστάλη|Ακυρώθηκε|Εκκρεμεί|Επιστροφή",
    ),
    "Japanese": Language(
        ("cp932", "euc_jp"),
        "注文番号|購入者名|お届け先住所|商品名|個数|注文状況|備考",
        "佐藤 健一|鈴木 美咲|高橋 大輔|田中 陽子|渡辺 翔太|伊藤 さくら|山本 アキラ|小林 直樹",
        "東京都渋谷区神南1丁目#番地|大阪府大阪市北区梅田#|北海道札幌市中央区南#条西|福岡県福岡市博多区#|"
        "京都府京都市左京区#|神奈川県横浜市西区みなとみらい#",
        "マグカップ 白|木製スプーン 5本セット|スマホケース iPhone13用|折りたたみ傘|タオルセット（青）|"
        "置き時計|ソーラーライト ガーデン用|手作りの小皿",
        "支払い済み|発送済み|キャンセル|発送待ち|返品",
    ),
    "Korean": Language(
        ("cp949",),
        "주문번호|구매자명|배송지 주소|상품명|수량|주문상태|배송메시지",
        "김민준|이서연|박지훈|최수빈|정예은|강도현|조하은|윤지우",
        "서울특별시 강남구 테헤란로 #|부산광역시 해운대구 우동 #|경기도 성남시 분당구 판교역로 #|"
        "대전광역시 유성구 대학로 #|인천광역시 연수구 송도동 #",
        "머그컵 화이트|원목 숟가락 5개 세트|아이폰 13 케이스|접이식 우산|수건 세트 (블루)|탁상시계|"
        "정원용 태양광 조명|수제 접시",
        "결제완료|배송중|취소요청|상품준비중|반품",
    ),
    "Traditional Chinese": Language(
        ("cp950",),
        "訂單編號|買家姓名|收件地址|商品名稱|數量|訂單狀態|買家備註",
        "陳怡君|林志豪|黃淑芬|張家瑋|李雅婷|王俊傑|吳佩珊|劉建宏",
        "台北市信義區忠孝東路五段#號|台中市西屯區文心路三段#號|高雄市左營區博愛二路#號|"
        "新北市板橋區縣民大道#號|台南市東區中華東路#號",
        "陶瓷馬克杯 白色|原木湯匙 五入組|手機保護殼 iPhone 13|摺疊雨傘|純棉毛巾組（藍）|桌上時鐘|"
        "太陽能庭園燈|手工小碟",
        "已付款|已出貨|申請取消|待出貨|退貨退款",
    ),
    "Simplified Chinese": Language(
        ("gb18030",),
        "订单编号|买家姓名|收货地址|商品名称|数量|订单状态|买家留言",
        "王伟|李娜|张敏|刘洋|陈静|杨帆|赵磊|黄丽华",
        "广东省深圳市福田区华强北路#号|浙江省杭州市西湖区文三路#号|北京市朝阳区建国路#号|"
        "上海市浦东新区世纪大道#号|四川省成都市武侯区天府大道#号",
        "陶瓷马克杯 白色|实木汤匙五件套|手机壳 iPhone 13 红色|折叠雨伞|纯棉毛巾套装（蓝）|台式时钟|"
        "太阳能庭院灯|手工小碟 T恤",
        "等待您发货|已发货|申请取消|已完成|退款中",
    ),
}

CASES: Final = [(name, encoding) for name, language in LANGUAGES.items() for encoding in language.encodings]


@st.composite
def tables(draw: st.DrawFn, name: str, least: int = 5) -> list[list[str]]:
    """A header and `least` to 40 rows of orders in the language called `name`."""
    language = LANGUAGES[name]
    header = [language.header.split("|")]
    place = st.builds(
        lambda text, number: text.replace("#", str(number)),
        st.sampled_from(language.places.split("|")),
        st.integers(1, 300),
    )
    columns: Sequence[st.SearchStrategy[str]] = [
        st.integers(10_000_000, 99_999_999).map(str),
        st.sampled_from(language.names.split("|")),
        place,
        st.sampled_from(language.titles.split("|")),
        st.integers(1, 9).map(str),
        st.sampled_from(language.states.split("|")),
        st.decimals("0.50", "99", places=2).map(str),
    ]
    rows = draw(st.lists(st.tuples(*columns), min_size=least, max_size=40))
    width = len(columns)
    heads = [*header[0], "SKU", "Note"][:width]
    return [heads, *(list(row) for row in rows)]
