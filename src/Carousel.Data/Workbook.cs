using System.IO.Compression;
using System.Xml;

namespace Carousel.Data;

/// <summary>Reads Excel workbooks (.xlsx): the first visible sheet that has cells.</summary>
internal static class Workbook
{
    /// <summary>Reads a workbook.</summary>
    /// <param name="stream">Its bytes, which can be read more than once.</param>
    /// <param name="name">How messages call it.</param>
    /// <exception cref="DataFormatException">It cannot be read; the message says why and where.</exception>
    public static WorkbookSheet Read(Stream stream, string name)
    {
        Require(BinaryFile.Text(stream, 0, 4), name);
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return Read(new WorkbookParts(archive), name);
        }
        catch (Exception exception) when (exception is not DataFormatException && BinaryFile.IsDamage(exception))
        {
            throw new DataFormatException($"{name}: the workbook is damaged ({exception.Message}).", exception);
        }
    }

    private static DataFormatException NoWorkbook(string name) => new(
        $"{name} is a zip archive, but not an Excel workbook (.xlsx). Unpack it and pass the file inside, or save it "
        + "as .xlsx or CSV.");

    private static void Require(string start, string name)
    {
        if (start is not "PK\u0003\u0004")
        {
            throw new DataFormatException(start is "\u00d0\u00cf\u0011\u00e0"
                ? $"{name} is an old Excel workbook (.xls) or has a password. Save it as .xlsx without a password."
                : $"{name} is not an Excel workbook (.xlsx): it is not a zip archive. If it is text, name it .csv.");
        }
    }

    private static WorkbookSheet Read(WorkbookParts parts, string name)
    {
        string? book = parts.References("").Find(r => r.Kind == "officeDocument").Part;
        if (book?.EndsWith(".xml", StringComparison.Ordinal) != true || parts.Open(book) is not { } xml)
        {
            throw NoWorkbook(name);
        }

        List<(string? Id, string Kind, string Part)> references = parts.References(book);
        var sheets = new List<(string Name, string Part)>();
        (bool from1904, bool isBook) = (false, false);
        using (xml)
        {
            while (xml.Read())
            {
                isBook |= xml is { LocalName: "workbook", Depth: 0 };
                if (xml.LocalName == "workbookPr")
                {
                    from1904 |= xml.GetAttribute("date1904") is "1" or "true";
                }
                else if (xml.LocalName == "sheet" && xml.GetAttribute("state") is null or "visible"
                    && WorkbookParts.Prefixed(xml, "id") is { } id
                    && references.Find(r => r.Id == id) is { Kind: "worksheet", Part: var part })
                {
                    sheets.Add((xml.GetAttribute("name")!, part));
                }
            }
        }

        if (!isBook)
        {
            throw NoWorkbook(name);
        }

        using XmlReader? styles = Open("styles");
        var reading = new WorkbookReading(name, new WorkbookStyles(styles), from1904, Texts());
        foreach ((string title, string part) in sheets)
        {
            using XmlReader? rows = parts.Open(part);
            if (rows is not null && reading.Read(rows) is { } sheet)
            {
                string[] others = [.. sheets.Where(s => s.Part != part).Select(s => $"'{s.Name}'")];
                return others.Length == 0 ? sheet : sheet with
                {
                    Notes =
                    [
                        $"Only '{title}', the first visible sheet with cells, is read, not "
                            + $"{string.Join(", ", others)}. Move the sheet that you want to the front.",
                        .. sheet.Notes,
                    ],
                };
            }
        }

        throw new DataFormatException($"{name} has no visible sheet with cells.");

        XmlReader? Open(string kind) =>
            references.Find(r => r.Kind == kind).Part is { } part ? parts.Open(part) : null;

        List<string> Texts()
        {
            var texts = new List<string>();
            using XmlReader? shared = Open("sharedStrings");
            while (shared?.Read() == true)
            {
                if (shared is { LocalName: "si", NodeType: XmlNodeType.Element })
                {
                    texts.Add(WorkbookParts.TextOf(shared));
                }
            }

            return texts;
        }
    }
}
