using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Classification;

/// <summary>Reads sequences with classes: <c>.ts</c>, tables of one text, one WAV file, one step or one sequence per
/// row.</summary>
internal static class ClassReader
{
    /// <summary>The most steps of a sequence.</summary>
    public const int MostSteps = 100_000;

    /// <summary>With fewer rows or more different texts, they may still be texts.</summary>
    private const int FewestRows = 20, ShareOfTexts = 4, MostCategories = 20;

    // A column y next to one called x is a coordinate.
    private const string Coordinate = "y";

    private static readonly string[] _labelNames =
        $"label class category target sentiment polarity topic kind {Coordinate}".Split(' ');
    private static readonly string[] _textNames =
        "text sentence message review body content document comment title phrase tweet post utterance".Split(' ');
    private static readonly string[] _idNames =
        "id sequence case series sample case_id series_id sequence_id unit".Split(' ');

    /// <summary>
    /// Reads a file: <c>.ts</c>, a table of one text, one step or one WAV file a row; a WAV file; or a folder of WAV
    /// files or of tables.
    /// </summary>
    /// <param name="path">The file; a table may be packed with gzip.</param>
    /// <param name="options">What its columns mean; null finds out.</param>
    /// <returns>The sequences.</returns>
    /// <exception cref="DataFormatException">It is not there or can't be read.</exception>
    public static ClassData Read(string path, ClassReadOptions? options = null)
    {
        options ??= new ClassReadOptions();
        return SoundFolder.IsSound(path)
            ? Checked(SoundFolder.Read(path, options), options)
            : Read(new StringReader(TextFile.ReadText(path)), path, options);
    }

    /// <summary>Reads an open file.</summary>
    /// <param name="reader">Its text.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="options">What its columns mean.</param>
    /// <returns>The sequences.</returns>
    /// <exception cref="DataFormatException">It can't be read.</exception>
    public static ClassData Read(TextReader reader, string name, ClassReadOptions options)
    {
        string text = reader.ReadToEnd().TrimStart('\uFEFF');
        if (FirstLine(text).StartsWith('@') || name.EndsWith(".ts", StringComparison.OrdinalIgnoreCase))
        {
            return Checked(TsFile.Read(name, new StringReader(text)), options);
        }

        BadRows bad;
        CsvFile Open(bool hasHeader) => CsvFile.Open(
            new StringReader(text), name, options.Cells.Delimiter, options.Cells.DecimalSeparator,
            bad = new BadRows(name, options.Cells), hasHeader);
        using CsvFile headless = Open(hasHeader: false);
        using CsvFile file = headless.IsJson || ColumnGuess.BeginsWithRow(headless, name, options) ? headless
            : Open(hasHeader: true);
        var numbers = new CellNumbers(file.DecimalSeparator, options.Cells.Missing);
        if (WideTable.Find(file, numbers, name, options) is { } wide)
        {
            return Checked(WideTable.Read(file, wide, bad, numbers, name, options), options);
        }

        var columns = new CsvColumns(name, file.Header, file.Sample, numbers, options, options.Cells);
        (int Id, int Label) guessed = (-1, -1);
        int label = options.Label is not { } asked ? TakeNamed(columns, LabelNames(file.Header), options.Channels)
            : options.LabelMayLack && !file.Header.Contains(asked) ? -1
            : columns.Take(asked, nameof(options.Label));
        bool isOpen = options.Id is null && options.Channels.Count == 0;
        int content = options.File is { } sound ? columns.Take(sound, nameof(options.File))
            : isOpen && options.Text is null && FindFile(columns) is >= 0 and int found ? columns.Take(found) : -1;
        if (content >= 0)
        {
            label = LabelOfRows();
            ClassData sounds = RowTable.ReadSound(file, columns, bad, name, label, content, options);
            return Checked(Named(sounds with { Notes = [.. file.Notes, .. sounds.Notes] }), options);
        }

        int single = options.LabelMayLack && options.Text is { } lost && file.Header is [var only] && only != lost
            ? FindText(columns) : -1;
        if (single >= 0 && file.HasHeader)
        {
            file.Notes.Add($"Column '{options.Text}' is missing: texts are read from '{file.Header[single]}'.");
        }

        content = options.Text is not null && file is { HasHeader: false, Header: [_] } ? columns.Take(0)
            : single >= 0 ? columns.Take(single)
            : options.Text is { } words ? columns.Take(words, nameof(options.Text))
            : isOpen && FindText(columns) is >= 0 and int worded ? columns.Take(worded) : -1;
        int[] ids = content >= 0 ? []
            : options.Id is { } own ? columns.TakeAll(CsvColumns.NamesIn(own, file.Header), nameof(options.Id))
            : TakeNamed(columns, _idNames, options.Channels) is >= 0 and var id ? [id] : [];
        if (content >= 0)
        {
            label = LabelOfRows();
        }
        else if (ids.Length == 0 || (label < 0 && options.NeedsLabels))
        {
            (int Id, int Label) fitting = ColumnGuess.OfSteps(columns, options, ids, label);
            ids = ids.Length > 0 || fitting.Id < 0 ? ids : [guessed.Id = columns.Take(fitting.Id)];
            label = label >= 0 || !options.NeedsLabels ? label : Guessed(fitting.Label);
        }

        ClassData data = content < 0 ? StepTable.Read(file, columns, bad, numbers, name, (ids, label), options)
            : RowTable.ReadTexts(file, columns, bad, name, label, content, options);
        return Checked(Named(data with { Notes = [.. file.Notes, .. data.Notes] }), options);

        int LabelOfRows() => label >= 0 || !options.NeedsLabels
            ? label
            : Guessed(ColumnGuess.LabelOfRows(columns, options, content));

        ClassData Named(ClassData read) => read with
        {
            LabelColumn = guessed.Label < 0 ? null : columns.Header[guessed.Label],
            IdColumn = guessed.Id < 0 ? null : columns.Header[guessed.Id],
        };

        int Guessed(int column) => column >= 0 ? guessed.Label = columns.Take(column)
            : file.Sample[0].Cells[0].StartsWith("__label__", StringComparison.Ordinal) ? throw new DataFormatException(
                $"{name} has labels of fastText in its lines. Make a table of it: sed -E -e '1i label\\ttext' "
                + $"-e 's/^__label__([^ ]+) /\\1\\t/' {name} > texts.tsv")
            : throw options.Unfit(
            $"{name} has no column that is clearly the class, by its name or its values. Pass "
            + $"{{Label}} with its name. {columns.Describe()}"
            + $"{(file.HasHeader ? "" : $" Its first row: {CsvColumns.Shown(file.Sample[0].Cells)}.")}");
    }

    /// <summary>The column of WAV files: the one whose cells end in <c>.wav</c>; −1 without one.</summary>
    private static int FindFile(CsvColumns columns) => columns.Free.FirstOrDefault(
        c => columns.Sample.Count > 0
            && columns.Sample.All(r => r.Cells[c].EndsWith(".wav", StringComparison.OrdinalIgnoreCase)), -1);

    /// <summary>
    /// The column of texts: one with the name of a text, else the widest column that holds words; −1 without one.
    /// </summary>
    private static int FindText(CsvColumns columns)
    {
        if (FindNamed(columns, _textNames, c => !columns.IsNumeric(c)) is >= 0 and int named)
        {
            return named;
        }

        int[] worded =
        [
            .. columns.Free.Where(c => HoldsWords(columns, c)),
        ];
        int widest = worded.Length == 0 ? -1 : worded.MaxBy(c => columns.Sample.Sum(r => r.Cells[c].Length));

        // At most a few texts that come again and again are a property of the rows, such as a contract or a city.
        return widest >= 0 && worded.Length + columns.All.Count(columns.IsNumeric) > 1
            && columns.Sample.Count >= FewestRows
            && columns.CountDistinct(widest) is var texts && texts <= MostCategories
            && texts * ShareOfTexts < columns.Sample.Count
                ? -1
                : widest;
    }

    /// <summary>Whether a name says that a column holds ids.</summary>
    /// <param name="name">The name.</param>
    public static bool IsNameOfId(string name) => _idNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name is one that columns usually have.</summary>
    /// <param name="name">The name.</param>
    public static bool IsKnownName(string name) =>
        IsNameOfId(name) || IsNameOfLabel(name) || _textNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name says that a column holds classes.</summary>
    /// <param name="name">The name.</param>
    public static bool IsNameOfLabel(string name) => _labelNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The column of ids, known by its name.</summary>
    /// <param name="columns">The columns.</param>
    /// <returns>The column, taken, or −1.</returns>
    public static int FindId(CsvColumns columns) => TakeNamed(columns, _idNames, []);

    /// <summary>Checks what holds for every format.</summary>
    /// <param name="data">What was read.</param>
    /// <param name="options">What its columns mean.</param>
    public static ClassData Checked(ClassData data, ClassReadOptions options)
    {
        if (options.NeedsLabels && data.Samples.FirstOrDefault(s => s.Label.Length == 0) is { } unknown)
        {
            ClassSample[] known = [.. data.Samples.Where(s => s.Label.Length > 0)];
            int lacking = data.Samples.Count - known.Length;
            string which = $"{FigureText.Counted(lacking, "sequence")} without a class";
            data = known.Length > 0 && lacking <= options.Cells.MostBadRows(data.Samples.Count)
                ? data with
                {
                    Samples = known,
                    Notes = [.. data.Notes, $"Skipped: {which}, the first of them {unknown.Id}."],
                }
                : throw options.Unfit(
                    data.Name, unknown.Line, 0,
                    $"the class of {unknown.Id} is missing. Write it, or pass {{SkipBadRows}} {lacking} to skip "
                    + $"{which}.");
        }

        data = options.NeedsLabels ? NumberedClasses.Merged(data) : data;
        string[] odd = !options.NeedsLabels ? [] :
        [
            .. OddNames.Alike(data.Samples.Select(s => s.Label), "classes"),
            .. OddNames.Twice(
                data.Samples.Where(_ => data.Sound is not null).Select(s => (s.Id, s.Label)), "classes"),
        ];
        foreach (ClassSample sample in data.Samples)
        {
            int steps = data.IsText ? 1 : data.StepsOf(sample);
            if (steps == 0)
            {
                throw new DataFormatException(
                    data.Name, sample.Line, 0,
                    $"the sequence {sample.Id} has no step. Remove it, or write its values.");
            }

            if (steps > MostSteps || sample.Text.Length > 8 * MostSteps)
            {
                throw new DataFormatException(
                    data.Name, sample.Line, 0,
                    $"the sequence {sample.Id} has {Math.Max(steps, sample.Text.Length):N0} steps or letters; at "
                    + $"most {MostSteps:N0} steps are read. Cut it, or thin it out.");
            }
        }

        return odd.Length == 0 ? data : data with { Notes = [.. data.Notes, .. odd] };
    }

    /// <summary>Refuses a sequence that lacks the class that it needs.</summary>
    /// <param name="name">How messages call the file.</param>
    /// <param name="sample">The sequence.</param>
    /// <param name="options">Whether classes are needed.</param>
    public static void RequireLabel(string name, ClassSample sample, ClassReadOptions options)
    {
        if (options.NeedsLabels && sample.Label.Length == 0)
        {
            throw new DataFormatException(name, sample.Line, 0, "the class is missing. Write it, or remove the line.");
        }
    }

    /// <summary>
    /// A note where several examples have the same value of a column that may name their persons or machines; none
    /// where groups are given, or nothing is divided.
    /// </summary>
    /// <param name="options">What the columns mean.</param>
    /// <param name="carried">The other columns, with a row for each example.</param>
    public static IEnumerable<string> GroupNote(ClassReadOptions options, CarriedRows carried) =>
        options is not { Group: null, NeedsLabels: true } ? []
        : carried.Names.Select((name, c) => (name, Count: carried.Rows.Select(r => r.Cells[c]).Distinct().Count()))
            .Where(c => c.Count > 1 && 2 * c.Count <= carried.Rows.Count).OrderByDescending(c => c.Count).Take(1)
            .Select(c => $"Column '{c.name}' has {c.Count} values for {carried.Rows.Count} examples; if it names "
                + $"persons or machines, --group {c.name} keeps each of them in one part.");

    private static string[] LabelNames(string[] header) =>
        header.Contains("x", StringComparer.OrdinalIgnoreCase) ? _labelNames[..^1] : _labelNames;

    private static int TakeNamed(CsvColumns columns, string[] names, IReadOnlyList<string> channels)
    {
        int column = FindNamed(columns, names, c => !channels.Contains(columns.Header[c]));
        return column < 0 ? -1 : columns.Take(column);
    }

    private static int FindNamed(CsvColumns columns, string[] names, Func<int, bool> suits) => names
        .Select(known => Array.FindIndex(columns.Header, h => h.Equals(known, StringComparison.OrdinalIgnoreCase)))
        .FirstOrDefault(c => c >= 0 && !columns.IsTaken(c) && suits(c), -1);

    // Chinese and Japanese have no blanks between words: more of their letters than a label has are a text.
    internal static bool HoldsWords(CsvColumns columns, int column) =>
        2 * columns.Sample.Select(r => r.Cells[column]).Count(
            cell => (cell.Contains(' ') && cell.Any(char.IsLetter))
                || cell.Count(c => c is >= '\u3040' and <= '\u9FFF') > 4)
            > columns.Sample.Count;

    private static string FirstLine(string text)
    {
        var lines = new StringReader(text);
        while (lines.ReadLine() is { } line)
        {
            if (line.Trim(' ', '\t') is [not '#', ..] first)
            {
                return first;
            }
        }

        return "";
    }
}
