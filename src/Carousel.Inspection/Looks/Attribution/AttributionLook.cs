using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Statistics;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>What a model's answers hang on: which steps and inputs moved its score, and by how much.</summary>
/// <param name="options">The options.</param>
internal sealed class AttributionLook(AttributionLookOptions options) : Look
{
    private const int MostPictures = 4;
    private const int MostBars = 12;
    private const int MostShares = 3;
    private const long MostRows = 4_000_000;

    /// <inheritdoc/>
    public override string Name => "attribute";

    private protected override void Check(InspectionSubject subject)
    {
        IInspectedModel model = subject.Model;
        if (model.ScoreName.Length == 0)
        {
            throw OptionTable.None.Unfit(
                $"{subject.ModelName} gives an answer for every {model.StepName}, not one score for a whole sequence: "
                + $"there is nothing to attribute. Pass a model of classify, survive, forecast, translate, write "
                + $"{{Mode}} classify or video {{Mode}} action.");
        }

        if (options.Class is { } label)
        {
            AnswerOf(label, model, subject.ModelName);
        }
    }

    private protected override InspectionResult Run(InspectionSubject subject, LookProgress progress)
    {
        IInspectedModel model = subject.Model;
        int? answer = options.Class is { } label ? AnswerOf(label, model, subject.ModelName) : null;
        InspectedSequence[] sequences =
        [
            .. EvenlySpread.Of(subject.Sequences, Math.Min(options.MostSequences, subject.Sequences.Count)),
        ];
        return Result(
            subject,
            [
                .. progress.Along(sequences)
                    .Select(
                        s =>
                            Attributor.Of(
                                model, s, answer ?? model.Answer(s), MostRows, progress.Cancellation)),
            ]);
    }

    private InspectionResult Result(InspectionSubject subject, List<AttributedSequence> found)
    {
        IInspectedModel model = subject.Model;
        (int Input, double Share, ConfidenceInterval? Interval)[] shares = Shares(found, subject.Seed);
        MeasuredFigure[] figures =
        [
            new("sequences", found.Count),
            new("score", found[0].Score),
            new("baseline_score", found[0].BaselineScore),
            new("completeness_error", found.Max(f => f.CompletenessError)),
            new("points", found.Max(f => f.Points)),
            .. shares.Take(MostShares)
                .Select(s => new MeasuredFigure($"share_{FigureName(found[0].Inputs[s.Input])}", s.Share, s.Interval)),
        ];
        var blocks = new List<Block>();
        foreach (AttributedSequence one in found.Take(MostPictures))
        {
            blocks.AddRange(AttributionBlocks.Of(one.Sequence.Name, one, model));
        }

        if (shares.Length > 1)
        {
            blocks.Add(Bars(found, shares));
        }

        return new InspectionResult(
            Name, $"Which {model.StepName}s and inputs moved the {model.ScoreName}?", figures,
            Sentence(found, model, shares),
            [new Section("What drove the answer", blocks)
            {
                Lead =
                    $"Integrated gradients (Sundararajan, Taly and Yan 2017) from a sequence with "
                    + $"{model.BaselineName}: parts above zero raise the {model.ScoreName}.",
            }])
        {
            Holds = found.All(f => f.CompletenessError <= 0.01),
            Notes = Notes(subject, found),
            Files = [AttributionTable.Of(found)],
        };
    }

    private static string Sentence(
        List<AttributedSequence> found, IInspectedModel model,
        (int Input, double Share, ConfidenceInterval? Interval)[] shares)
    {
        string first = $"{found[0].Sequence.Name}: {AttributionWords.Of(found[0], model)}";
        return shares.Length < 2 || found.Count < 2 ? first
            : $"{first} Over {found.Count} sequences {found[0].Inputs[shares[0].Input]} has the largest "
                + $"share, {FigureText.Percent(shares[0].Share, 0)} of all parts{Interval(shares[0].Interval)}.";
    }

    private static string Interval(ConfidenceInterval? interval) =>
        interval is { } i ? $" (95 % interval {FigureText.Percent(i.Low, 0)} to {FigureText.Percent(i.High, 0)})" : "";

    private static List<string> Notes(
        InspectionSubject subject, List<AttributedSequence> found)
    {
        List<string> notes = [.. subject.Notes];
        if (found.Count < subject.Sequences.Count)
        {
            notes.Add(
                $"{found.Count} of {FigureText.Count(subject.Sequences.Count)} sequences were attributed, evenly "
                + "spread; name one with --sequence.");
        }

        if (found.FirstOrDefault(f => !(f.CompletenessError <= 0.01)) is { } apart)
        {
            notes.Add(
                $"The parts of {apart.Sequence.Name} miss the difference by more than 1 "
                + $"%: {AttributionWords.Completeness(apart)} Its score bends too sharply along the path, or nearly "
                + "equals that of the baseline.");
        }

        notes.Add(
            "Parts are relative to the baseline: another baseline gives other parts. They show what moved this model "
            + "and do not prove causes in the real world.");
        return notes;
    }

    /// <summary>
    /// The mean over the sequences of each input's share of all parts, by their sizes, the largest first.
    /// </summary>
    private static (int Input, double Share, ConfidenceInterval? Interval)[] Shares(
        List<AttributedSequence> found, ulong seed)
    {
        if (found[0].Inputs.Count < 2)
        {
            return [];
        }

        double[][] sizes = [.. found.Select(f => f.ByInput().Select(Math.Abs).ToArray())];
        double[][] shares =
        [
            .. sizes.Select(s => s.Sum() is > 0 and var sum ? s.Select(v => v / sum).ToArray() : new double[s.Length]),
        ];
        return
        [
            .. Enumerable.Range(0, found[0].Inputs.Count).Select(i => (Input: i, Share: shares.Average(s => s[i])))
                .OrderByDescending(s => s.Share).Take(MostBars)
                .Select(
                    s =>
                        (s.Input, s.Share, found.Count < 2
                            ? null
                            : Bootstrap.Interval(found.Count, drawn => drawn.Average(k => shares[k][s.Input]), seed))),
        ];
    }

    private static BarChart Bars(
        List<AttributedSequence> found, (int Input, double Share, ConfidenceInterval? Interval)[] shares) => new(
        found.Count == 1
            ? "Share of all parts by input"
            : $"Share of all parts by input, mean of {found.Count} sequences",
        Axis.Category("input", [.. shares.Select(s => found[0].Inputs[s.Input])]),
        [new Carousel.Report.Series("share", [.. shares.Select(s => s.Share)])])
        {
            ValueName = "share of the sizes of parts",
            Decimals = 3,
        };

    private static string FigureName(string input)
    {
        string words = string.Concat(input.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' '));
        string name = string.Join('_', words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return name.Length == 0 ? "input" : name;
    }

    private static int AnswerOf(string label, IInspectedModel model, string name)
    {
        if (model.Answers.Count == 0)
        {
            throw new OptionException(
                $"{{Class}} names a class, but {name} gives none: its score is the {model.ScoreName}. Leave {{Class}} "
                + $"out.");
        }

        int answer = model.Answers.ToList().IndexOf(label);
        if (answer >= 0)
        {
            return answer;
        }

        throw new OptionException(
            $"{name} has no class '{label}'.{NearestName.Question(label, model.Answers)} Its "
            + $"classes: {FigureText.Listed(model.Answers, 12)}.");
    }
}
