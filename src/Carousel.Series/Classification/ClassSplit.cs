using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;

namespace Carousel.Classification;

/// <summary>The training and test sequences.</summary>
/// <param name="Train">Those that teach; each network is checked on a part of them.</param>
/// <param name="Test">The test sequences.</param>
/// <param name="Labels">The classes of <paramref name="Train"/>.</param>
/// <param name="IsOwnFile">Whether the test sequences come from a separate file.</param>
internal sealed record ClassSplit(ClassData Train, ClassData Test, Vocabulary Labels, bool IsOwnFile)
{
    private const double DefaultShare = 0.2;
    private const int MostParts = 100;

    private static readonly OptionTable _names = OptionTable.Of(typeof(ClassReadOptions));

    /// <summary>Whether groups are not split between parts.</summary>
    public bool IsByGroup { get; private init; }

    /// <summary>Divides the data, or takes a file for each part.</summary>
    /// <param name="data">The data.</param>
    /// <param name="test">The test file; null takes a share of the data, the same share of every
    /// class.</param>
    /// <param name="share">The share; null for a fifth.</param>
    /// <param name="seed">Decides which sequences measure.</param>
    /// <param name="groups">The groups of the test set; none to choose by seed.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="DataFormatException">A class is too rare, there is only one, or the files do not fit each
    /// other.</exception>
    public static ClassSplit Make(
        ClassData data, ClassData? test, double? share, ulong seed, IReadOnlyList<string>? groups = null)
    {
        Vocabulary labels = LabelsOf(data);
        if (test is not null)
        {
            test = NumberedClasses.Like(test, labels.Entries);
            RequireFit(data, test, labels);
            return new ClassSplit(data, test, labels, IsOwnFile: true);
        }

        if (groups?.Count > 0 || data.Samples.Any(s => s.Group.Length > 0))
        {
            bool[] isTest = GroupSplit.Choose(data, groups ?? [], share ?? DefaultShare, seed);
            (ClassData train, ClassData own) = (Part(data, isTest, false), Part(data, isTest, true));
            Vocabulary known = LabelsOf(train);
            RequireFit(train, own, known);
            return new ClassSplit(train, own, known, IsOwnFile: false) { IsByGroup = true };
        }

        int parts = (int)Math.Round(MostParts * (share ?? DefaultShare));
        int[] classes = [.. data.Samples.Select(s => labels.NumberOf(s.Label))];
        bool[] measures = Choose(classes, labels.Count, parts, seed);
        return new ClassSplit(Part(data, measures, false), Part(data, measures, true), labels, IsOwnFile: false);
    }

    /// <summary>The data without the classes of one sequence, if no more than the user lets skip.</summary>
    /// <param name="data">The data.</param>
    /// <param name="cells">How many may be skipped.</param>
    public static ClassData WithoutSingles(ClassData data, CellOptions cells)
    {
        ClassSample[] single = Singles(data);
        HashSet<string> labels = [.. single.Select(s => s.Label)];
        return single.Length == 0 || single.Length > cells.MostBadRows(data.Samples.Count) ? data : data with
        {
            Samples = [.. data.Samples.Where(s => !labels.Contains(s.Label))],
            Notes =
            [
                .. data.Notes,
                $"{FigureText.Counted(single.Length, "sequence")} of {data.Samples.Count} "
                + $"{(single.Length == 1 ? "is" : "are")} skipped, because no other has the same class: "
                + $"{Quoted(single)}.",
            ],
        };
    }

    /// <summary>Checks that a file can be answered by a model.</summary>
    /// <param name="data">The file.</param>
    /// <param name="isText">Whether the model reads text.</param>
    /// <param name="channels">The model's channels.</param>
    /// <param name="other">How messages call what it has to fit.</param>
    internal static void RequireChannels(ClassData data, bool isText, IReadOnlyList<string> channels, string other)
    {
        if (data.IsText != isText)
        {
            throw new DataFormatException(
                $"{data.Name} contains {data.Kind}, but {other} {(isText ? "texts" : "series")}. Pass a file of the "
                + "same kind.");
        }

        if (!data.Channels.SequenceEqual(channels))
        {
            throw new DataFormatException(
                $"{data.Name} has the {(data.Channels.Count == 1 ? "channel" : "channels")} "
                + $"{CsvColumns.Shown(data.Channels)}, but {other} "
                + $"{CsvColumns.Shown(channels)}. Pass a file with the same channels in the same order.");
        }
    }

    /// <summary>Checks that a class is known.</summary>
    /// <param name="data">The file.</param>
    /// <param name="sample">One of its sequences.</param>
    /// <param name="labels">The classes.</param>
    internal static void RequireKnown(ClassData data, ClassSample sample, Vocabulary labels)
    {
        if (!labels.Contains(sample.Label))
        {
            throw new DataFormatException(
                data.Name, sample.Line, 0,
                $"the class '{sample.Label}' does not occur in the training data, which has "
                + $"{CsvColumns.Shown(labels.Entries)}. Correct it, or remove the line.");
        }
    }

    private static ClassData Part(ClassData data, bool[] measures, bool isTest) =>
        data with { Samples = [.. data.Samples.Where((_, i) => measures[i] == isTest)] };

    private static ClassSample[] Singles(ClassData data) =>
        [.. data.Samples.GroupBy(s => s.Label).Where(g => g.Count() == 1).Select(g => g.First())];

    private static string Quoted(ClassSample[] samples) => CsvColumns.Shown([.. samples.Select(s => $"'{s.Label}'")]);

    private static Vocabulary LabelsOf(ClassData data)
    {
        string[] classes = [.. data.Samples.Select(s => s.Label).Distinct().Order(StringComparer.Ordinal)];
        bool areFiles = data.Sound is not null || data.HasWholeFiles;
        OptionSentence found = areFiles
            ? "The class of a file is the name of its folder, or the part of its name at '{label}' in {Pattern}, such "
                + "as '{label}_*'."
            : "Check the column of classes, or name another with {Label}.";
        if (classes.Length < 2)
        {
            throw _names.Unfit(
                $"{data.Name} has {data.Kind} of only one class, '{classes[0]}', but two or more are needed. {found}");
        }

        if (Singles(data) is { Length: > 0 } single)
        {
            OptionSentence skip = $"Join {(single.Length == 1 ? "it" : "them")} with another, or pass {{SkipBadRows}} "
                + $"{single.Length} to leave such sequences out.";
            string here = areFiles ? $"in {single[0].Id}" : "here";
            OptionSentence what = $"the class{(single.Length == 1 ? $" {Quoted(single)} occurs only {here}"
                : $"es {Quoted(single)} occur only once, the first of them {here}")}; a class needs two sequences or "
                + $"more, one for training and one for evaluation. "
                + $"{(2 * single.Length > data.Samples.Count ? found : skip)}";
            throw areFiles ? _names.Unfit($"{data.Name}: {what}")
                : _names.Unfit(data.Name, single[0].Line, 0, what);
        }

        return Vocabulary.Closed(classes);
    }

    private static void RequireFit(ClassData data, ClassData test, Vocabulary labels)
    {
        RequireChannels(test, data.IsText, data.Channels, $"{data.Name} has");
        foreach (ClassSample sample in test.Samples)
        {
            RequireKnown(test, sample, labels);
        }
    }

    /// <summary>The share of every class, at least one and never all.</summary>
    private static bool[] Choose(int[] classes, int count, int percent, ulong seed)
    {
        // Within a class the parts are dealt in a random order, so the first ones of each are a random choice.
        int[] order = ClassFolds.Ranks(classes, seed, "part for the test");
        int[] sizes = new int[count];
        Array.ForEach(classes, label => sizes[label]++);

        return [
            .. classes.Select(
                (label, i) =>
                    order[i] < Math.Clamp((int)Math.Round(sizes[label] * percent / 100.0), 1, sizes[label] - 1)),
        ];
    }
}
