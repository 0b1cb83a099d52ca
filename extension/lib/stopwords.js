// Words that say nothing of a subject, in many languages, and those that abstracts say in each; the same as
// core/stopwords.py. All are folded as terms.js does. A word of another language that is also one of English papers, or a
// name there, is not among them where it is seldom in its own: "war", "sin", "ai".

// English.
const ENGLISH =
  "a about above after again against all also although among an and another any are as at be because been before " +
  "being below between both but by can could did do does doing don down due during each either etc few for from " +
  "further had has have having he her here hers him his how however if in into is it its itself just may me might " +
  "more most much must my neither no nor not now of off on once one only onto or other others our ours out over own " +
  "per rather s same she should since so some such t than that the their theirs them then there thereby therefore " +
  "these they this those though through throughout thus to together too toward towards under until up upon us very " +
  "via was we were what when where whereas whether which while who whom whose why will with within without would " +
  "yet you your yours";
const ABSTRACTS =
  "abstract achieve achieved achieves achieving address aim aims analysis analyze approach approaches article based " +
  "compared consider considered demonstrate demonstrated demonstrates describe described develop developed " +
  "different discuss existing experimental experiments extensive find finding findings first found furthermore " +
  "given important improve improved improves introduce introduced introduces investigate known many method methods " +
  "moreover new novel obtain obtained often outperforms paper perform performance performed possible present " +
  "presented presents previous problem problems propose proposed proposes provide provided provides recent recently " +
  "report reported result results several show showed showing shown shows significant significantly specifically " +
  "state studied studies study three two use used using various well work works";
// French, German, Spanish, Portuguese, Italian, Dutch, Polish, Turkish, Vietnamese, Indonesian and Swedish.
const LATIN =
  "le la les un une des du de et en au aux dans sur sous avec entre vers chez depuis pendant que qui quoi dont ou " +
  "cet cette ces ceci cela elle ils elles nous vous leur leurs son ses se soi notre nos est sont etait etaient etre " +
  "ete ont avait avoir ayant peut peuvent pouvoir doit doivent faire faits plus moins bien pas mais donc comme " +
  "ainsi aussi alors puis lorsque lors lorsqu quand toute toutes tous chaque plusieurs certains certaines autre " +
  "autres meme memes tel telle tels telles afin selon cependant toutefois notamment permet permettent permettant " +
  "presente presentons presentee proposons proposee etudions etude etudie travail travaux methode methodes approche " +
  "approches resultat resultats montrent montre montrons nouveau nouvelle nouvelles nouveaux probleme problemes " +
  "utilisant utilise utilisee utilises basee existant existantes existent differents differentes premier premiere " +
  "deux trois pour par der das den ein eine einer eines einem einen und oder aber nicht auch nur noch schon sehr " +
  "mehr wie wenn weil dass daß zu zum zur von vom ohne gegen bei beim nach vor auf im ins unter zwischen durch bis " +
  "seit wahrend ist sind waren wird werden wurde wurden worden sein seine seiner haben hatte hatten kann konnen " +
  "konnte konnten muss mussen soll sollen ich sie es wir ihr uns sich ihre ihrer ihren diese dieser dieses diesen " +
  "diesem jede jeder jedes alle allen aller einige mehrere viele andere anderen welche welcher welches dabei dazu " +
  "damit dadurch daher sowie sowohl jedoch hierbei hier dort dann denn etwa arbeit arbeiten beitrag methoden " +
  "verfahren ansatz ansatze ergebnis ergebnisse zeigen zeigt gezeigt vorgestellt untersucht untersuchung " +
  "untersuchungen vorgeschlagen neue neuer neuen neues verschiedene verschiedenen bisherigen bestehende bestehenden " +
  "basierend hinaus mittels anhand fur die mit als dem aus el los las lo una unos unas del al con por para sobre " +
  "hasta desde hacia segun durante ante quien quienes cual cuales cuyo cuya donde cuando como menos muy tan tambien " +
  "pero aunque porque pues era eran fue fueron sido siendo esta estan estar habia haber tiene tienen tener puede " +
  "pueden poder debe deben sus nuestro nuestra nuestros este estos estas esto ese esa esos esas eso aquel ellos " +
  "ellas cada todo toda todos todas otro otra otros otras mismo misma algunos algunas varios varias asi ademas " +
  "embargo traves mediante articulo trabajo estudio estudios metodo metodos enfoque resultado resultados muestran " +
  "muestra mostrar presenta presentamos presentan propone proponemos propuesto propuesta nuevo nueva nuevos nuevas " +
  "problema problemas analisis utilizando utiliza basado basada existentes diferentes primero primera dos mas uma " +
  "umas nas aos pelo pela pelos pelas sem ate quem qual quais cujo cuja onde quando nao nem muito tambem porem pois " +
  "sao eram foi foram sendo estao ter pode podem deve devem seu sua seus suas lhe nosso nossa estes isto esse essa " +
  "esses essas isso aquele ele ela eles elas outro outra outros outras mesmo mesma alguns algumas assim alem " +
  "atraves artigo trabalho estudo abordagem mostram mostra apresenta apresentamos propoe propomos proposto proposta " +
  "novos novas analise baseado baseada dois duas gli uno di dello della dei degli delle allo alla agli dal dalla " +
  "dai dalle nel nello nella nei negli nelle sul sulla sui sulle tra fra che chi cui quale quali dove piu meno " +
  "molto anche perche poiche gia sono erano furono essere stato stata stati hanno aveva avere puo possono devono " +
  "suo suoi sue loro nostro nostra questo questa questi queste cio quello quella quelli quelle esso essi ogni tutto " +
  "tutta tutti tutte altro altra altri altre stesso stessa alcuni alcune diversi cosi inoltre tuttavia attraverso " +
  "articolo lavoro metodi approccio risultato risultati mostrano presentiamo proponiamo nuovo nuova nuovi nuove " +
  "problemi analisi utilizzando basato basata esistenti differenti primo tre het een maar niet ook nog zeer meer " +
  "dan zoals wanneer omdat dat dit deze van voor met zonder aan bij naar uit onder tussen door tot sinds tijdens " +
  "zijn wordt werd heeft hebben hadden kan kunnen moet moeten zal zullen hij zij wij hun haar onze ons elke welke " +
  "waarin waarbij hierbij daarom echter onderzoek artikel aanpak resultaat resultaten tonen toont laten zien nieuwe " +
  "verschillende bestaande gebaseerd gebruik dla pod nad przy przez miedzy albo lub oraz nie tak jak jako ktory " +
  "ktora ktore ktorych ktorego ktorej jest był była było były byc moze moga maja jej jego ten tej tego tych tym " +
  "tylko takze rowniez pracy praca artykule artykuł metoda metody metod wyniki wynikow pokazuja przedstawiono " +
  "zaproponowano nowy nowa nowe analiza roznych rozne opartych oparte badania badan veya ile bir icin gibi kadar " +
  "daha cok ama ancak fakat cunku eger tum bazı diger olan olarak oldugu oldugunu oldu olup edilmistir edilen " +
  "edilmektedir yapılan yapılmıstır gore sonra arasında uzerinde uzerine tarafından icinde kullanılarak kullanılan " +
  "kullanılmıstır calısma calısmada calısmanın makalede yontem yontemi yontemler sonuclar sonucları sonuc " +
  "gosterilmistir gostermektedir onerilen onerilmistir yeni farklı analiz cua cac đuoc cho trong voi mot nhung nay " +
  "đa khong đe khi nhu tren đen boi hoac rang thi vao đang bai bao phuong phap ket qua nghien cuu xuat moi yang " +
  "dengan untuk pada ini itu dari dalam tidak akan adalah oleh atau juga sebagai karena telah dapat bahwa lebih " +
  "secara antara tersebut penelitian metode hasil menunjukkan baru masalah menggunakan berdasarkan och att det som " +
  "ett med till har inte fran vid var sig efter eller ocksa hade mellan visar metoder studie nya";
// Russian and Ukrainian.
const CYRILLIC =
  "во не что он на со как то все она так его но да ты же вы за бы по только ее мне было вот от меня еще нет из ему " +
  "теперь когда даже ну вдруг ли если уже или ни быть был него до вас нибудь опять уж вам ведь там потом себя " +
  "ничего еи может они тут где есть надо неи для мы тебя их чем была сам чтоб без будто чего раз тоже себе под " +
  "будет тогда кто этот того потому этого какои совсем ним здесь этом один почти мои тем чтобы нее сеичас были куда " +
  "зачем всех никогда можно при наконец два об другои хоть после над больше тот через эти нас про всего них какая " +
  "много разве три эту моя впрочем свою этои перед иногда лучше чуть том нельзя такои им более всегда конечно всю " +
  "между также которые которыи которая которых которого которои является являются это эта этих даннои данная данныи " +
  "данном работе работа работы статье статья метод метода методы методов подход подхода результаты результатов " +
  "результат показали показано показывают предложен предложена предложено предложенныи рассматривается исследование " +
  "исследования исследовано исследованы новыи новая новые нового проблема проблемы анализ различных различные " +
  "использованием использован использования использование основе позволяет существующие существующих та що це як із " +
  "зі від під між або але ні бути був була було були він вона воно вони ми ви іх иого іі цеи ця ці цього цієі якии " +
  "яка яке які яких якого також тільки роботі робота статті стаття методу методи методів результати результатів " +
  "запропоновано дослідження досліджено новии нова нові аналіз різних різні основі дозволяє";
// Arabic, Persian, Hebrew, Hindi and Greek.
const OTHER_SCRIPTS =
  "في من على الى عن مع هذا هذه ذلك تلك التي الذي الذين اللتي ما لا لم لن ليس كان كانت يكون تكون قد كما ان او ثم بل " +
  "بين حيث عند عندما كل بعض غير حتى منذ خلال بعد قبل هو هي هم نحن انا به بها له لها فيه فيها منه منها عليه عليها " +
  "اليه اي اكثر اقل افضل جدا ايضا وقد وهو وهي ومن وفي وعلى لكن لذلك اذا نقدم نقترح ندرس تقدم تقترح تم يتم البحث " +
  "الدراسة الورقة المقال العمل طريقة الطريقة الطرق منهج نتايج النتايج اظهرت تظهر تبين جديد جديدة مشكلة تحليل " +
  "استخدام باستخدام المستخدمة مستخدمة مختلفة المختلفة در از که این را با برای تا بر یا اما نیز است بود شد شده می " +
  "شود کرد کرده کند کنند های ها ای یک هر همه بین پس پیش اگر چون دارد دارند باشد نتایج نشان داد دهد مقاله روش روشی " +
  "پژوهش تحقیق ارايه جدید استفاده של על את עם אל מן כי לא גם או אם אך אבל זה זו זאת הוא היא הם הן אנחנו אנו יש אין " +
  "היה היתה היו להיות כל כמו בין יותר אשר כאשר לפי מאמר מחקר שיטה תוצאות מראות חדשה חדש בעיה ניתוח और का के की में " +
  "से है हैं को पर एक यह इस ने कि जो था थी थे हो तो भी नहीं लिए या साथ तक गया गई किया करने करता करते कर द्वारा होता " +
  "होती अपने उन इन वह वे हम शोध अध्ययन विधि परिणाम नई नया το οι τα του τησ των τον την και κι να με σε στο στη στην " +
  "στον στα στισ στουσ για απο ωσ που πωσ δεν μη θα ειναι ηταν εχει εχουν αυτο αυτη αυτα αυτεσ ενα μια ενασ αλλα αν " +
  "οπωσ οταν μετα πριν μεταξυ πιο μελετη εργασια μεθοδοσ μεθοδο αποτελεσματα νεα νεο αναλυση";
// Neighbouring characters of Chinese, Japanese and Korean: what abstracts say, and the ends of words.
const PAIRS =
  "我们 本文 文中 提出 出了 一种 方法 结果 表明 实验 研究 分析 首先 先分 然后 最后 此外 因此 不同 问题 具有 " +
  "较好 显著 有效 进行 通过 基于 利用 采用 取得 多个 可以 能够 主要 以及 相关 现有 已有 有方 种新 新方 一个 " +
  "提供 探讨 讨论 针对 对于 关于 用于 由于 为了 从而 同时 其中 其他 这些 这种 该方 法在 较大 更好 更加 作用 " +
  "本研 果表 出一 效果 以上 以下 我們 結果 實驗 一種 問題 顯著 進行 通過 基於 採用 能夠 相關 這些 這種 對於 " +
  "關於 由於 為了 從而 同時 本論 論文 文で 文は 究で 提案 案手 案す 手法 法を 法は 法の 果か 実験 験の 従来 " +
  "来の 比較 較し 確認 認さ 示す 示し 示さ 用い 行う 行っ 行い 調査 査し 場合 合の 新し 新た 高い 大き 得ら " +
  "考え 可能 能で 明ら 有効 効性 題を 目的 的と 対す 関す 与え 我々 我は 本稿 稿で 논문 문에 에서 서는 제안 " +
  "안하 안한 하는 하고 하여 하였 한다 된다 였다 였으 방법 법은 법을 법이 결과 과는 실험 험을 기존 존의 보다 " +
  "높은 보이 이는 것으 으로 로써 로서 나타 타났 났다 연구 구에 구는 위한 위해 위하 대한 대해 새로 로운 통해 " +
  "통하 있다 있는 있음 수있 되었 었다 이다 그리 리고 또한 따라 라서 본논 것을 것이 하지 지만 에는 에게 들이 " +
  "들을 들의 이를 관한 의한";
// Chinese characters that are words of grammar: a pair with one of them joins two words.
const GRAMMAR = "的了在是和与與及或把被该該其这這那们們而也就都但很我你他她它所着著吗呢吧";
// Japanese writes its subjects in other characters than hiragana, which are endings and grammar.
const SAYS_NOTHING = new RegExp(`^.?[\\u3041-\\u309f${GRAMMAR}].?$`, "u");

export const STOP = new Set(`${ENGLISH} ${ABSTRACTS} ${LATIN} ${CYRILLIC} ${OTHER_SCRIPTS}`.split(" "));
export const STOP_PAIRS = new Set(PAIRS.split(" "));

/** Whether two neighbouring characters of a script without spaces say nothing of a subject. @param {string} pair */
export const emptyPair = (pair) => STOP_PAIRS.has(pair) || SAYS_NOTHING.test(pair);
