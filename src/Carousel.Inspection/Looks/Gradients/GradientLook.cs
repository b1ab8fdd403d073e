using System.Globalization;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Statistics;
using Carousel.Layers;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>
/// How far an error reaches back through the recurrent layers of a model: over how many steps it can learn.
/// </summary>
/// <param name="options">How far and where it is measured.</param>
internal sealed class GradientLook(GradientOptions options) : Look
{
    private const double Hundredth = 0.01, Tenth = 0.1;

    /// <inheritdoc/>
    public override string Name => "gradients";

    private protected override void Check(InspectionSubject subject)
    {
        if (!subject.Model.Reader.IsCausal)
        {
            throw new DataFormatException(
                $"{subject.ModelName} reads in both directions, so an error at a step flows forward and back from it. "
                + "Pass a model that reads from the first step to the last.");
        }

        FlowPlaces.Choose(subject, options);
    }

    private protected override InspectionResult Run(InspectionSubject subject, LookProgress progress)
    {
        IInspectedModel model = subject.Model;
        var places = FlowPlaces.Choose(subject, options);
        List<List<GradientFlow>> flows = Measure(subject, places, progress);
        int measured = flows.Sum(f => f.Count);
        bool isOne = flows.Count == 1;
        IReadOnlyList<IReadOnlyList<GradientFlow>> groups = isOne ? [.. flows[0].Select(f => new[] { f })] : [.. flows];
        var summary = new FlowSummary(groups, name => PathOf(model.Reader, name), subject.Seed, LayerNames.Part);
        string steps = $"{model.StepName}s";
        return new InspectionResult(
            Name, "How far does an error reach back: over how many steps can the model learn?",
            [new("lags", places.Lags), new("places", measured), .. summary.Figures((Hundredth, ""), (Tenth, "_tenth"))],
            Sentence(summary, subject, measured, flows.Count),
            [
                new Section(
                    "How far errors reach back",
                    [summary.Chart($"{steps} back"), Table(summary, model)])
                    {
                        Lead =
                            "The share of a random error in the state after a step that reaches the state the given "
                            + "number of steps earlier (root mean square, mean over places).",
                    },
            ])
        {
            Notes = [.. Notes(subject, places, isOne, flows[0][0])],
            Files = [Curves(summary, model)],
        };
    }

    private static List<List<GradientFlow>> Measure(InspectionSubject subject, FlowPlaces places, LookProgress progress)
    {
        double all = places.Ends.Sum(e => e.Ends.Count);
        int done = 0;
        var flows = new List<List<GradientFlow>>();
        foreach ((InspectedSequence sequence, IReadOnlyList<int> ends) in places.Ends)
        {
            flows.Add([]);
            foreach (int end in ends)
            {
                progress.Cancellation.ThrowIfCancellationRequested();
                progress.Report(done++ / all);
                try
                {
                    flows[^1]
                        .Add(GradientFlow.Before(
                            subject.Model.Backend, subject.Model.Reader, sequence.Input, end, places.Lags,
                            places.Directions, sequence.Start.Span));
                }
                catch (ArgumentException exception)
                {
                    throw new DataFormatException($"{subject.ModelName}: {exception.Message}", exception);
                }
            }
        }

        return flows;
    }

    // A part is named by its layer's place in the reader; people know the layer by its path in the model.
    private static string PathOf(SequenceLayer reader, string part)
    {
        int last = part.LastIndexOf('.');
        Layer layer = reader;
        foreach (string name in last < 0 ? [] : part[..last].Split('.'))
        {
            layer = layer.NamedLayers.Single(l => l.Name == name).Layer;
        }

        return layer.Path.Length == 0 ? part : $"{layer.Path}.{part[(last + 1)..]}";
    }

    private static string Sentence(FlowSummary summary, InspectionSubject subject, int measured, int sequences)
    {
        IInspectedModel model = subject.Model;
        int best = Enumerable.Range(0, summary.Parts.Count)
            .MaxBy(p => (summary.Reach(p, Hundredth), summary.Parts[p].Gain[summary.Lags]));
        int reach = summary.Reach(best, Hundredth), tenth = summary.Reach(best, Tenth);
        string over = sequences == 1
            ? $"{(measured == 1 ? "one place" : $"{measured} places")} "
                + $"of {(subject.Sequences.Count == 1 ? subject.Sequences[0].Name : "one sequence")}"
            : $"{FigureText.Counted(sequences, "sequence")}";
        string far = reach == summary.Lags
            ? $"at least 1 % of an error is left after all {summary.Lags} {model.StepName}s that were measured"
            : $"1 % of an error is left after {Steps(reach, model)}{Text(summary.ReachInterval(best, Hundredth))}";
        string ends = reach == summary.Lags
            ? $"the model can learn dependencies of at least {Steps(summary.Lags, model)}; --lags goes farther"
            : $"the model can hardly learn dependencies longer than about {Steps(reach, model)}";
        return Invariant.Of(
            $"Averaged over {over}, {far} in {summary.Parts[best].Name}, the part of the state that reaches farthest; "
            + $"10 % after {Steps(tenth, model)}{Text(summary.ReachInterval(best, Tenth))}: {ends}.");
    }

    private static string Steps(int steps, IInspectedModel model) =>
        model.HoursPerStep is { } hours && hours * steps is > 0 and var span
        ? $"{FigureText.Counted(steps, model.StepName)} ({FigureText.Number(span, span < 10 ? 1 : 0)} hours)"
        : FigureText.Counted(steps, model.StepName);

    private static string Text(ConfidenceInterval? interval) =>
        interval is { } known ? $" (95 % {FigureText.Number(known.Low, 0)} … {FigureText.Number(known.High, 0)})" : "";

    private static Table Table(FlowSummary summary, IInspectedModel model) => new(
        [
            new("Part of the state", Alignment.Left), new($"≥ 0.1, {model.StepName}s"),
            new($"≥ 0.01, {model.StepName}s"), new($"left after {summary.Lags}"),
        ],
        [.. summary.Parts.Select((part, p) => TableRow.Of(
            part.Name, $"{summary.Reach(p, Tenth)}{Text(summary.ReachInterval(p, Tenth))}",
            $"{summary.Reach(p, Hundredth)}{Text(summary.ReachInterval(p, Hundredth))}",
            part.Gain[summary.Lags].ToString("0.##e0", CultureInfo.InvariantCulture)))])
    {
        Caption = "Up to how many steps back a share of an error comes back",
    };

    private static IEnumerable<string> Notes(
        InspectionSubject subject, FlowPlaces places, bool isOne, GradientFlow flow)
    {
        int left = subject.Sequences.Count(s => s.Steps <= places.Lags);
        if (left > 0)
        {
            yield return $"{FigureText.Counted(left, "sequence")} of {places.Lags} steps or "
                + $"fewer {(left == 1 ? "was" : "were")} left out; --lags sets another limit.";
        }

        if (!flow.IsComplete)
        {
            yield return $"In each part of the state {places.Directions} random errors were followed, not all "
                + "directions.";
        }

        yield return isOne
            ? "Intervals come from resampling the places of the one sequence: they apply to it, "
                + "not to other sequences."
            : "Intervals come from resampling sequences.";
        yield return "Training may have cut sequences into shorter pieces, without error flow across their edges; "
            + "this measures only the layers.";
    }

    private static JobFile Curves(FlowSummary summary, IInspectedModel model)
    {
        var table = new CsvText($"part,lag{(model.HoursPerStep is null ? "" : ",hours")},share,low,high,gates_alone");
        foreach ((int p, FlowPart part) in summary.Parts.Index())
        {
            for (int lag = 0; lag <= summary.Lags; lag++)
            {
                ConfidenceInterval? interval = summary.GainInterval(p, lag);
                double? theory = part.Theory.Count > 0 ? part.Theory[lag] : null;
                table.Add($"{part.Path},{lag}");
                if (model.HoursPerStep is { } hours)
                {
                    table.Add($",{lag * hours:G6}");
                }

                table.Row($",{part.Gain[lag]:G6},{interval?.Low:G6},{interval?.High:G6},{theory:G6}");
            }
        }

        return table.ToFile("gradients.csv");
    }
}
