using Carousel.Inspection.Comparison;
using Carousel.Jobs;
using Carousel.Jobs.Measuring;

namespace Carousel.Inspection.Looks;

/// <summary>
/// Whether gates behave differently between two conditions, by gate and by unit: whole subjects or sessions are
/// exchanged.
/// </summary>
/// <param name="options">What is compared.</param>
internal sealed class ComparisonLook(ComparisonOptions options) : Look
{
    private const double RunShare = 0.5;

    /// <inheritdoc/>
    public override string Name => "compare";

    private protected override void Check(InspectionSubject subject)
    {
        StudyDesign.Of(StudySessions.Read(subject, options), options, subject.DataName);
        ReaderLayers.Of(subject);
    }

    private protected override InspectionResult Run(InspectionSubject subject, LookProgress progress)
    {
        var sessions = StudySessions.Read(subject, options);
        var study = StudyDesign.Of(sessions, options, subject.DataName);
        var summaries = new GateSummaries(sessions.All.Count);
        foreach ((int s, InspectedSequence sequence) in progress.Part(0, RunShare).Along(subject.Sequences).Index())
        {
            summaries.Add(
                subject.Model.Backend, subject.Model.Reader, sequence.Input, sessions.Steps[s], sequence.Start.Span);
        }

        double[][] rows = [.. study.Sessions.Select(own => Mean([.. own.Select(summaries.Of)]))];
        IReadOnlyList<GateMeasure> measures = summaries.Measures;
        double[] values = [.. rows.SelectMany(r => Pooled(r, measures).Concat(r))];
        SessionCarry? carry = study.Unit == ExchangedUnit.Session
            ? SessionCarry.Of(study.Design, values, subject.Seed)
            : null;
        GroupComparison found = GroupComparison.Of(
            study.Design, values, options.Permutations, subject.Seed, progress.Part(RunShare, 1),
            progress.Cancellation);
        var view = new ComparisonView(subject, sessions, study, measures, found, carry);
        return new InspectionResult(
            Name, view.Question(), Figures(study, measures.Count, found, carry), view.Sentence(), view.Sections())
        {
            Holds = found.FamilyPValue <= ComparisonView.FamilyLevel && carry is not { IsDoubtful: true },
            Details = view.Lines(),
            Notes = view.Notes(),
            Files = [view.EffectsCsv()],
        };
    }

    // Of each measure the mean over its units.
    private static IEnumerable<double> Pooled(double[] row, IReadOnlyList<GateMeasure> measures) =>
        row.Zip(measures.SelectMany(m => Enumerable.Repeat(m, m.Units)))
            .GroupBy(u => u.Second, u => u.First, (_, units) => units.Average());

    private static double[] Mean(double[][] rows) =>
        [.. Enumerable.Range(0, rows[0].Length).Select(v => rows.Average(r => r[v]))];

    private static List<MeasuredFigure> Figures(
        StudyDesign study, int gates, GroupComparison found, SessionCarry? carry)
    {
        GroupEffect clearest = found.Effects.Take(gates).MinBy(e => e.FamilyPValue)!;
        return
        [
            new(study.Unit == ExchangedUnit.Subject ? "subjects" : "sessions", study.Design.Rows),
            new("exchanges", found.Exchanges),
            new("p_of_any_difference", found.FamilyPValue),
            new("clearest_gate_effect", clearest.Effect, clearest.Interval),
            new(
                "gates_at_5_percent_false_discoveries",
                found.Effects.Take(gates).Count(e => e.Adjusted <= ComparisonView.FamilyLevel)),
            new(
                "unit_measures_at_5_percent_false_discoveries",
                found.Effects.Skip(gates).Count(e => e.Adjusted <= ComparisonView.FamilyLevel)),
            new("detectable_effect", found.DetectableInFamily),
            new("detectable_effect_of_one_measure_alone", found.DetectableAlone),
            .. carry is null
                ? []
                : (MeasuredFigure[])[
                    new("correlation_of_neighbouring_sessions", carry.Residuals),
                    new("p_of_that_correlation", carry.PValue), new("mean_run_of_a_condition", carry.MeanRun),
                ],
        ];
    }
}
