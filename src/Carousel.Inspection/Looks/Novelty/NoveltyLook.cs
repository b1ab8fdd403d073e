using Carousel.Inspection.Novelty;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Options;

namespace Carousel.Inspection.Looks;

/// <summary>
/// Where the states of a model leave what they were: a curve, and boundaries at a stated rate of false ones or exactly
/// k acts.
/// </summary>
/// <param name="options">How.</param>
internal sealed class NoveltyLook(NoveltyOptions options) : Look
{
    private const int LeastWindow = 16;
    private const int MostWindow = 500;
    private const int WindowsOfSequence = 50;
    private const int LeastWindows = 4;
    private const double StatesShare = 0.3;

    /// <inheritdoc/>
    public override string Name => "novelty";

    private protected override void Check(InspectionSubject subject)
    {
        foreach (InspectedSequence sequence in Lasting(subject.Sequences, subject.DataName))
        {
            RequireActs(sequence);
        }

        ReaderStates.Require(subject, options.States);
    }

    private protected override InspectionResult Run(InspectionSubject subject, LookProgress progress)
    {
        InspectedSequence[] lasting = Lasting(subject.Sequences, subject.DataName);
        var states = ReaderStates.Of(subject, lasting, options.States, isTopAlone: true, progress.Part(0, StatesShare));
        List<NovelSequence> found =
        [
            .. progress.Part(StatesShare, 1).Along(lasting)
                .Select((sequence, s) => Find(sequence, states.Tables[s], subject.Seed)),
        ];
        var view = new NoveltyView(subject, options, found);
        return new InspectionResult(Name, Question(subject), Figures(found), view.Sentence(), [view.Section()])
        {
            Holds = NoveltyEvidence.PValue(found, options) <= NoveltyEvidence.Level,
            Details = view.Lines(),
            Notes = view.Notes(subject.Sequences.Count - lasting.Length),
            Files = [view.CurveCsv(), view.BoundariesCsv()],
        };
    }

    private InspectedSequence[] Lasting(IReadOnlyList<InspectedSequence> sequences, string dataName)
    {
        InspectedSequence[] lasting = [.. sequences.Where(s => s.Steps >= LeastWindows * WindowOf(s))];
        if (lasting.Length == 0)
        {
            int most = sequences.Max(s => s.Steps);
            throw OptionTable.None.Unfit(
                $"{dataName}: the longest sequence has {FigureText.Counted(most, "step")}, but four windows "
                + $"of {WindowOf(sequences.MaxBy(s => s.Steps)!)} are needed. Pass a longer "
                + $"one{(OptionSentence)(options.Window is null ? "" : ", or a smaller {Window}")}.");
        }

        return lasting;
    }

    private void RequireActs(InspectedSequence sequence)
    {
        int window = WindowOf(sequence), windows = StateGrid.WindowsIn(sequence.Steps, window);
        if (options.Acts is { } k && k > windows)
        {
            throw new OptionException(
                $"{{Acts}} {k}: {sequence.Name} has {windows} windows of {window} steps, and an act needs at least one "
                + $"window. Pass fewer acts, or a smaller {{Window}}.");
        }
    }

    private NovelSequence Find(InspectedSequence sequence, StateTable states, ulong seed)
    {
        int window = WindowOf(sequence);
        StateGrid grid = StateGrid.Of(states.Values, states.Units, window);
        var peaks = PeakRule.Of(grid, options.FalseAlarms, seed);
        ActDivision? acts = options.Acts is { } count ? ActDivision.Of(grid, count, seed) : null;
        (int[] Places, string Name)? places = StepLines.Places(sequence, window);
        IReadOnlyList<int> steps = acts?.Boundaries ?? [.. peaks.Boundaries.Select(b => b.Step)];
        return new NovelSequence(
            sequence, grid, NoveltyCurve.Of(grid), peaks, acts,
            places is { } at ? StepLines.Nearest(at.Places, steps) : steps, places?.Name ?? "");
    }

    private int WindowOf(InspectedSequence sequence) =>
        options.Window ?? Math.Clamp(sequence.Steps / WindowsOfSequence, LeastWindow, MostWindow);

    private string Question(InspectionSubject subject) => options.Acts is { } k
        ? $"Into which {k} acts do the states of {subject.ModelName} divide {subject.DataName}?"
        : Invariant.Of(
            $"Where do the states of {subject.ModelName} change in {subject.DataName}, at {options.FalseAlarms} "
            + $"expected false boundaries per sequence?");

    private List<MeasuredFigure> Figures(List<NovelSequence> found)
    {
        var figures = new List<MeasuredFigure>
        {
            new("boundaries", found.Sum(f => f.Boundaries.Count)),
            new("peaks", found.Sum(f => f.Peaks.Peaks.Count)),
            new("highest_peak", found.Max(f => f.Peaks.Peaks.Select(p => p.Height).DefaultIfEmpty(0).Max())),
        };
        figures.AddRange(found.Count == 1
            ? [new MeasuredFigure("threshold", found[0].Peaks.Threshold)]
            : [
                new("lowest_threshold", found.Min(f => f.Peaks.Threshold)),
                new("highest_threshold", found.Max(f => f.Peaks.Threshold)),
            ]);
        figures.AddRange(options.Acts is null
            ? [new MeasuredFigure("p_of_boundaries", NoveltyEvidence.PValue(found, options))]
            : [
                new("agreement_within_acts", found.Average(f => f.Acts!.Agreement)),
                new("p_of_agreement", NoveltyEvidence.PValue(found, options)),
            ]);

        return figures;
    }
}
