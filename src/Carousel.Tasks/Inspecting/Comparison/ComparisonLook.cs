using Carousel.Inspection.Comparison;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring;
using Carousel.Tasks.Inspecting.Traces;

namespace Carousel.Tasks.Inspecting.Comparison;

/// <summary>Whether gates behave differently between two conditions, by gate and by unit: whole subjects or sessions are exchanged.</summary>
/// <param name="options">What is compared.</param>
public sealed class ComparisonLook(ComparisonOptions options) : Look
{
    private const double RunShare = 0.5;
    private const double PooledShare = 0.6;

    /// <inheritdoc/>
    public override string Name => "compare";

    /// <inheritdoc/>
    public override InspectionResult Run(InspectionSubject subject, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var sessions = StudySessions.Read(subject, options);
        var study = StudyDesign.Of(sessions, options, subject.DataName);
        ReaderLayers.Of(subject);
        var summaries = new GateSummaries(sessions.All.Count);
        for (int s = 0; s < subject.Sequences.Count; s++)
        {
            cancellation.ThrowIfCancellationRequested();
            summaries.Add(subject.Model.Backend, subject.Model.Reader, subject.Sequences[s].Input, sessions.Steps[s]);
            progress?.Report(RunShare * (s + 1) / subject.Sequences.Count);
        }

        double[][] rows = [.. study.Sessions.Select(own => Mean([.. own.Select(summaries.Of)]))];
        IReadOnlyList<GateMeasure> measures = summaries.Measures;
        GroupComparison pooled = GroupComparison.Of(
            study.Design, [.. rows.SelectMany(r => Pool(r, measures))], options.Permutations, subject.Seed, new PartOfProgress(progress, RunShare, PooledShare), cancellation);
        GroupComparison units = GroupComparison.Of(
            study.Design, [.. rows.SelectMany(r => r)], options.Permutations, subject.Seed, new PartOfProgress(progress, PooledShare, 1), cancellation);
        var view = new ComparisonView(subject, sessions, study, measures, pooled, units);
        return new InspectionResult(Name, view.Question(), Figures(study, pooled, units), view.Sentence(), view.Sections())
        {
            Holds = Math.Min(pooled.FamilyPValue, units.FamilyPValue) <= ComparisonView.FamilyLevel,
            Details = view.Lines(),
            Notes = view.Notes(),
            Files = [JobFile.OfText("effects.csv", view.EffectsCsv())],
        };
    }

    private static double[] Mean(double[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(v => rows.Average(r => r[v]))];

    private static IEnumerable<double> Pool(double[] row, IReadOnlyList<GateMeasure> measures)
    {
        int first = 0;
        foreach (GateMeasure measure in measures)
        {
            yield return row.AsSpan(first, measure.Units).ToArray().Average();
            first += measure.Units;
        }
    }

    private static List<MeasuredFigure> Figures(StudyDesign study, GroupComparison pooled, GroupComparison units)
    {
        GroupEffect greatest = pooled.Effects.MinBy(e => e.FamilyPValue)!;
        return
        [
            new(study.Unit == ExchangedUnit.Subject ? "subjects" : "sessions", study.Design.Rows),
            new("exchanges", pooled.Exchanges),
            new("p_of_gates", pooled.FamilyPValue),
            new("p_of_units", units.FamilyPValue),
            new("clearest_gate_effect", greatest.Effect, new FigureInterval(greatest.Interval.Low, greatest.Interval.High)),
            new("gates_at_5_percent_false_discoveries", pooled.Effects.Count(e => e.Adjusted <= ComparisonView.FamilyLevel)),
            new("unit_measures_at_5_percent_false_discoveries", units.Effects.Count(e => e.Adjusted <= ComparisonView.FamilyLevel)),
            new("detectable_effect_of_a_gate", pooled.DetectableInFamily),
            new("detectable_effect_of_a_unit", units.DetectableInFamily),
        ];
    }
}
