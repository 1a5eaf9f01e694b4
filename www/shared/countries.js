// What people call countries beside the names in the list, by ISO 3166-1: short names, former ones,
// names of parts, and the letters of addresses and of sports. Without case and accents, as they are
// looked for; names of more than one language.
const OTHERS = {
  AE: "uae,emirates", BA: "bosnia,bih", BO: "bolivia", BN: "brunei", BY: "belorussia,white russia", CA: "can",
  CD: "drc,dr congo,congo kinshasa,zaire", CG: "congo brazzaville,republic of congo", CH: "swiss,confoederatio helvetica,sui",
  CI: "ivory coast,cote d'ivoire", CN: "prc,mainland china", CV: "cape verde", CZ: "czech republic,czechoslovakia,tschechei",
  DE: "deutschland,brd,ger,allemagne", DO: "dominican", ES: "espana", FK: "malvinas,islas malvinas", FM: "micronesia",
  GB: "uk,u.k.,great britain,britain,england,scotland,wales,northern ireland,gbr,grossbritannien,grande-bretagne,angleterre,inglaterra,reino unido",
  GR: "hellas", HK: "hongkong", HR: "hrvatska", HU: "magyarorszag", IE: "eire,republic of ireland", IR: "persia",
  KP: "north korea,dprk", KR: "south korea,republic of korea,korea", LA: "laos", MD: "moldova,moldavia", MK: "macedonia,fyrom",
  MM: "burma,birma", MO: "macao", NL: "holland,the netherlands,hollande,olanda", PH: "pilipinas", PL: "polska",
  PS: "palestine,west bank,gaza", RU: "russia,russian federation,rossiya", SE: "sverige", SY: "syria", SZ: "swaziland",
  TL: "east timor", TR: "turkey,turkei", TW: "taiwan,republic of china,roc,formosa", TZ: "tanzania,zanzibar", UA: "ukr",
  US: "usa,u.s.,u.s.a.,america,united states of america,the states,vereinigte staaten von amerika,etats-unis d'amerique,estados unidos de america,eeuu,ee.uu.",
  VA: "vatican,holy see,vatikan", VE: "venezuela", VN: "vietnam,viet nam", ZA: "rsa", ZW: "rhodesia",
};

/** What else an option is called, in a list of countries; nothing in any other. */
export const aliasesOf = (values) => {
  if (!["US", "GB", "NL"].every((code) => values.includes(code))) return () => [];
  return (code) => [code.toLowerCase(), ...(OTHERS[code]?.split(",") ?? [])];
};
