using Carousel.Inspection.Probes;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Looks;

/// <summary>What can be read from states: probes of a property with their control tasks.</summary>
/// <param name="options">The property.</param>
internal sealed class ProbeLook(ProbeOptions options) : Look
{
    private const double GatheredAt = 0.2;

    /// <inheritdoc/>
    public override string Name => "probe";

    private protected override InspectionResult Run(InspectionSubject subject, LookProgress progress)
    {
        var property = StepProperty.Of(subject, options);
        ProbeFindings findings = Find(subject, property, progress);
        var view = new ProbeView(subject, findings, options);
        ProbeVerdict verdict = ProbeJudgement.Of(findings, subject.Seed);
        return new InspectionResult(
            Name, Question(subject, findings), Figures(subject, findings), view.Sentence(verdict), [view.Section()])
        {
            Holds = verdict == ProbeVerdict.Known,
            Notes = view.Notes(),
            Files = [view.Csv()],
        };
    }

    private string Question(InspectionSubject subject, ProbeFindings findings) =>
        $"Do the {(options.States.IsCell ? "cell" : "hidden")} states know more of "
        + $"'{findings.Property.Name}'{ProbeView.Back(subject, options.Delay)} than the input of the "
        + $"same {subject.Model.StepName}?";

    private ProbeFindings Find(InspectionSubject subject, StepProperty property, LookProgress progress)
    {
        var gathered = ProbeGathering.Of(subject, property, options, progress.Part(0, GatheredAt));
        ProbeTargets targets = gathered.Targets;
        var readings = new List<ProbeReading>();
        (double from, double to) = (GatheredAt, options.Kinds == ProbeKinds.Both ? (GatheredAt + 1) / 2 : 1);
        double correlation = double.NaN;
        if (options.Kinds != ProbeKinds.Hidden)
        {
            readings.Add(Linear(subject, targets, progress.Part(from, to), out correlation));
            (from, to) = (to, 1);
        }

        if (options.Kinds != ProbeKinds.Linear)
        {
            readings.Add(Trained(
                subject, targets, $"{options.HiddenUnits} hidden units", Choices(subject, options.HiddenUnits),
                progress.Part(from, to)));
        }

        double baseline = targets.Property.IsClass
            ? targets.Property.Values.GroupBy(v => v).Max(g => g.Count()) / (double)targets.Property.Count
            : 0;
        return new ProbeFindings(property, gathered, readings, baseline, correlation);
    }

    private static TrainedProbeOptions Choices(InspectionSubject subject, int hidden) =>
        new() { Hidden = hidden, Seed = subject.Seed };

    private static ProbeReading Linear(
        InspectionSubject subject, ProbeTargets targets, LookProgress progress, out double correlation)
    {
        correlation = double.NaN;
        if (targets.Property.IsClass)
        {
            return Trained(subject, targets, "linear", Choices(subject, 0), progress);
        }

        IReadOnlyList<double[]> read = RidgeProbe.Read(
            targets.States, [targets.Property, .. targets.Chances, .. targets.Controls], progress.Cancellation);
        IReadOnlyList<double[]> input = RidgeProbe.Read(targets.Input, [targets.Property], progress.Cancellation);
        correlation = Pearson(targets.Property.Values, read[0]);
        progress.Report(1);
        return new ProbeReading(
            "linear", Score(targets, targets.Property, read[0]),
            Scores(targets, targets.Controls, read.Skip(1 + targets.Chances.Count)),
            Scores(targets, targets.Chances, read.Skip(1)), Score(targets, targets.Property, input[0]));
    }

    private static ProbeReading Trained(
        InspectionSubject subject, ProbeTargets targets, string name, TrainedProbeOptions choices,
        LookProgress progress)
    {
        int done = 0;
        const int all = (2 * ProbeGathering.TrainedDraws) + 2;
        ProbeScore Read(ProbeRows rows, ProbeTarget target)
        {
            double[] read = TrainedProbe.Read(
                subject.Model.Backend, rows, target, choices, progress.Part((double)done / all, (done + 1.0) / all),
                progress.Cancellation);
            done++;
            return Score(targets, target, read);
        }

        return new ProbeReading(
            name, Read(targets.States, targets.Property),
            new ControlScore(
                [
                    .. targets.Controls.Take(ProbeGathering.TrainedDraws)
                        .Select(control => Read(targets.States, control)),
                ]),
            new ControlScore(
                [.. targets.Chances.Take(ProbeGathering.TrainedDraws).Select(chance => Read(targets.States, chance))]),
                Read(targets.Input, targets.Property));
    }

    private static ControlScore Scores(
        ProbeTargets targets, IReadOnlyList<ProbeTarget> draws, IEnumerable<double[]> read) =>
        new([.. draws.Zip(read, (target, own) => Score(targets, target, own))]);

    private static ProbeScore Score(ProbeTargets targets, ProbeTarget target, double[] read) =>
        new(target, read, targets.States.Groups);

    private static List<MeasuredFigure> Figures(InspectionSubject subject, ProbeFindings findings)
    {
        var figures = new List<MeasuredFigure>();
        foreach (ProbeReading reading in findings.Readings)
        {
            string kind = reading.Name == "linear" ? "linear" : "hidden";
            foreach ((string what, double value, ConfidenceInterval? interval) in reading.Rows(subject.Seed))
            {
                // With one type of step there is no control task.
                if (!double.IsNaN(value))
                {
                    figures.Add(new($"{what.Replace(' ', '_')}_{kind}", value, interval));
                }
            }
        }

        figures.Add(new("baseline", findings.Baseline));
        if (!double.IsNaN(findings.Correlation))
        {
            figures.Add(new("correlation_linear", findings.Correlation));
        }

        figures.Add(new("steps", findings.Gathered.Sample.Steps.Count));
        figures.Add(new("groups", findings.Gathered.Targets.States.GroupCount));
        return figures;
    }

    private static double Pearson(IReadOnlyList<double> a, double[] b)
    {
        (double meanA, double meanB) = (a.Average(), b.Average());
        double ab = 0, aa = 0, bb = 0;
        for (int n = 0; n < b.Length; n++)
        {
            ab += (a[n] - meanA) * (b[n] - meanB);
            aa += (a[n] - meanA) * (a[n] - meanA);
            bb += (b[n] - meanB) * (b[n] - meanB);
        }

        return bb > 0 ? ab / Math.Sqrt(aa * bb) : double.NaN;
    }
}
