// A file of its own, loaded where a page has something of it: it is most of the bytes.
import "htmx.org";
