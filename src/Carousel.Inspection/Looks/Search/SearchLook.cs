using Carousel.Data;
using Carousel.Inspection.Search;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;

namespace Carousel.Inspection.Looks;

/// <summary>
/// Which units are active exactly on a span, whether that is more than chance, and where else they are active together.
/// </summary>
/// <param name="options">The span.</param>
internal sealed class SearchLook(SearchOptions options) : Look
{
    private const double StatesShare = 0.6;

    /// <inheritdoc/>
    public override string Name => "search";

    private protected override void Check(InspectionSubject subject)
    {
        (IReadOnlyList<InspectedSequence> sequences, int own) = Searched(subject);
        Check(sequences, own, subject);
        ReaderStates.Require(subject, options.States);
    }

    private protected override InspectionResult Run(InspectionSubject subject, LookProgress progress)
    {
        (IReadOnlyList<InspectedSequence> sequences, int own) = Searched(subject);
        var states = ReaderStates.Of(
            subject, sequences, options.States, isTopAlone: false, progress.Part(0, StatesShare));
        var query = new SpanQuery(own, options.From, options.To - 1)
        {
            Threshold = options.Threshold,
            Level = options.Level,
        };
        SpanFindings findings = SpanSearch.Of(
            states.Tables, query, progress.Part(StatesShare, 1), progress.Cancellation);
        var view = new SearchView(subject, sequences, states, findings, options);
        return new InspectionResult(
            Name, Question(subject, sequences[own]), Figures(findings), Sentence(subject, states, findings),
            [view.Section()])
        {
            Holds = findings.Found.Count > 0,
            Details = view.Lines(),
            Notes = Notes(subject, states, findings),
            Files = [view.SpansCsv(), view.UnitsCsv()],
        };
    }

    // If only one sequence is chosen, it contains the span, and all sequences are searched.
    private static (IReadOnlyList<InspectedSequence> Sequences, int Own) Searched(InspectionSubject subject)
    {
        IReadOnlyList<InspectedSequence> sequences = subject.Sequences.Count == 1 ? subject.Every : subject.Sequences;
        return (sequences, sequences.ToList().IndexOf(subject.Sequences[0]));
    }

    private void Check(IReadOnlyList<InspectedSequence> sequences, int own, InspectionSubject subject)
    {
        InspectedSequence sequence = sequences[own];
        string where = sequences.Count == 1 ? subject.DataName : $"{sequence.Name} of {subject.DataName}";
        if (options.From < 0 || options.From >= sequence.Steps)
        {
            throw new OptionException($"{{From}} in {where} must be 0…{sequence.Steps - 1}, but is {options.From}.");
        }

        if (options.To < 1 || options.To > sequence.Steps)
        {
            throw new OptionException($"{{To}} in {where} must be 1…{sequence.Steps}, but is {options.To}.");
        }

        if (options.To <= options.From)
        {
            throw new OptionException(
                $"{{To}} is the step after the span's last, so it must be above {{From}}, but {options.To} is not "
                + $"above {options.From}.");
        }

        int length = options.To - options.From;
        if (length == sequence.Steps)
        {
            throw new OptionException(
                $"{{From}} {options.From} {{To}} {options.To} is all of {where}, so no other step is left to compare "
                + $"with. Choose a shorter span.");
        }

        int sides = (options.From > 0 ? 1 : 0) + (options.To < sequence.Steps ? 1 : 0);
        if (sequences.Sum(s => (long)Math.Max(0, s.Steps - length - sides + 1)) < 2)
        {
            throw new DataFormatException(
                $"{subject.DataName} has no other span of {FigureText.Counted(length, "step")} to compare with. Choose "
                + $"a shorter span, or pass more data.");
        }
    }

    private string Question(InspectionSubject subject, InspectedSequence sequence) =>
        $"Which units are active exactly on {subject.Model.StepName}s {options.From} to {options.To - 1} "
        + $"of {sequence.Name}, and where else?";

    private static IReadOnlyList<MeasuredFigure> Figures(SpanFindings findings) =>
    [
        new("units_active_exactly", findings.Units.Count),
        new("units_by_chance", findings.CountByChance),
        new("p_of_their_number", findings.CountPValue),
        new("units_beyond_chance", findings.Found.Count),
        new("smallest_adjusted_p", findings.Units.Count > 0 ? findings.Units.Min(u => u.AdjustedPValue) : 1),
        new("spans_compared", findings.Compared),
        new("other_spans", findings.Spans.Count),
    ];

    private string Sentence(InspectionSubject subject, ReaderStates states, SpanFindings findings)
    {
        string span = $"{subject.Model.StepName}s {options.From} to {options.To - 1}";
        string all = Invariant.Of(
            $"{findings.Units.Count} of {states.Units} units {(findings.Units.Count == 1 ? "is" : "are")} active "
            + $"exactly on {span}; on the {findings.Compared:N0} other spans of that length it "
            + $"is {findings.CountByChance:0.0} on average (p = {findings.CountPValue:0.#####} that as many are by "
            + $"chance).");
        if (findings.Found.Count == 0)
        {
            return $"{all} None of them stands out from the same unit's behaviour elsewhere at a false discovery rate "
                + $"of {Percent(options.Level)}.";
        }

        MatchedUnit first = findings.Found[0];
        string found = findings.Found.Count == 1
            ? $"Unit {states.NameOf(first.Unit)} stands"
            : $"{findings.Found.Count} of them, unit {states.NameOf(first.Unit)} first, stand";
        string others = findings.Spans.Count == 0
            ? "nowhere else"
            : $"on {FigureText.Counted(findings.Spans.Count, "other span")}";
        return Invariant.Of(
            $"{all} {found} out from chance at a false discovery rate of {Percent(options.Level)} (adjusted p "
            + $"= {first.AdjustedPValue:0.#####}); "
            + $"{(findings.Found.Count == 1 ? "it is active" : "at least half of them are active together")} "
            + $"{others}.");
    }

    private List<string> Notes(InspectionSubject subject, ReaderStates states, SpanFindings findings)
    {
        string threshold = options.Threshold is { } given
            ? Invariant.Of(
                $"A unit is active where its {(options.States.IsCell ? "cell" : "hidden")} state is above {given}, or, "
                + $"for units of sign −, below {-given}.")
            : "A unit's threshold is halfway between its smallest value in the span and the larger of the two values "
                + "next to the span. The unit is active above it or, for units of sign −, below it.";
        var notes = new List<string>
        {
            threshold,
            $"p values are ranks of the span among the {FigureText.Count(findings.Compared)} others of its length, for "
            + $"each unit separately, adjusted over {FigureText.Count(states.Units)} units after Benjamini and "
            + $"Hochberg. They assume that the span was chosen without inspecting the units. They show how rare such "
            + $"a place is among all places, not among places that look like it. A unit that marks every word is rare "
            + $"on a long word; a unit that marks a pattern of one length can't have a smaller p than the share of "
            + $"steps at which the pattern begins.",
        };
        if (findings.Set.Count > 1)
        {
            notes.Add(
                $"Other spans are runs of steps on which at least half of {findings.Set.Count} units are active.");
        }

        int alike = findings.Spans.Count(s => s.Length == findings.Query.Length && s.Overlap == 1);
        if (alike > 0)
        {
            notes.Add(
                $"{FigureText.Counted(alike, "other span")} of the same length {(alike == 1 ? "is" : "are")} marked "
                + $"exactly by the same units: {(alike == 1 ? "it counts" : "they count")} as chance in the p values.");
        }

        double least = (double)states.Units / (findings.Compared + 1);
        if (least > options.Level)
        {
            notes.Add(Invariant.Of(
                $"With {findings.Compared:N0} spans to compare with, a single unit of {states.Units} can't reach an "
                + $"adjusted p below {Math.Min(1, least):0.###}: pass more data."));
        }

        if (findings.Found.Count == 0 && findings.Units.Count > 0)
        {
            string units = findings.Units.Count == 1
                ? "the one unit that is"
                : $"all {findings.Units.Count} units that are";
            notes.Add(
                $"The other spans were searched with {units} active exactly on the span, since none stands out.");
        }

        notes.Add(
            $"A unit that is active on a {subject.Model.StepName} need not be what the model uses there: carousel "
            + $"inspect probe removes a direction and measures the loss.");
        return notes;
    }

    private static string Percent(double level) => FigureText.Percent(level, level < 0.01 ? 2 : 0);
}
