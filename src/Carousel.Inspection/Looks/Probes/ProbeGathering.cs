using Carousel.Data;
using Carousel.Inspection.Probes;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Looks;

/// <summary>Chooses steps, runs the model over the sequences they are in, and keeps what probes need of them.</summary>
/// <param name="Sample">The steps.</param>
/// <param name="Targets">What is read from what.</param>
/// <param name="Input">The inputs.</param>
/// <param name="Layers">The layers whose states are read.</param>
/// <param name="Units">What the units are called.</param>
/// <param name="IsTooSlow">Whether the property of a cut sequence stays alike for longer than can be left out between
/// folds.</param>
internal sealed record ProbeGathering(
    StepSample Sample, ProbeTargets Targets, StepInput Input, IReadOnlyList<string> Layers, IReadOnlyList<string> Units,
    bool IsTooSlow)
{
    private const int FewestSteps = 100;
    private const int LeastGap = 20;

    // Below it a property is taken to have nothing to do with itself.
    private const double LittleCorrelation = 0.1;

    // The least share of a cut sequence that is exchanged as a whole.
    private const int MostParts = 40;

    /// <summary>
    /// How often the labels of control tasks are drawn, and tracks of the property exchanged; probes that are trained
    /// by gradients read the first few.
    /// </summary>
    public const int ControlDraws = 20, ChanceDraws = 19, TrainedDraws = 5;

    /// <summary>Gathers.</summary>
    /// <exception cref="DataFormatException">There are too few steps or groups.</exception>
    public static ProbeGathering Of(
        InspectionSubject subject, StepProperty property, ProbeOptions options, LookProgress progress)
    {
        IReadOnlyList<InspectedSequence> sequences = subject.Sequences;
        (int lag, bool isTooSlow) = StepSample.Cuts(sequences.Count) ? Memory(property, options.Folds) : (1, false);
        int gap = Math.Max(Math.Max(LeastGap, options.Delay), lag);
        var sample = StepSample.Of(
            [.. sequences.Select(s => s.Steps)], (s, t) => property.At(s, t - options.Delay) is not null, options.Folds,
            gap, options.MostSteps);
        int groups = sample.Steps.Select(s => s.Group).Distinct().Count();
        if (sample.Steps.Count < FewestSteps || groups < 3 || sample.FoldsOfGroups?.Distinct().Count() < options.Folds)
        {
            string steps = $"{FigureText.Count(sample.Eligible)} {(sample.Eligible == 1 ? "step" : "steps")}";
            string parts = FigureText.Counted(groups, sample.IsCut ? "block" : "sequence");
            string back = options.Delay > 0 ? $", {options.Delay} back," : "";
            string ofOne = sample.IsCut
                ? $", and of one sequence more than {gap} in each of {options.Folds} parts"
                : "";
            string less = options.Delay > 0 ? " or a smaller delay" : "";
            throw new DataFormatException(
                $"{subject.DataName}: '{property.Name}' is known at {steps} in {parts}{back} but probes need at least "
                + $"{FewestSteps} steps in 3{ofOne}. Label more steps, or pass more data{less}.");
        }

        var input = new StepInput(subject);
        var inputs = new float[sample.Steps.Count * input.Size];
        float[] states = [];
        IReadOnlyList<string> layers = [];
        string[] units = [];
        int row = 0;
        foreach (IGrouping<int, (int Sequence, int Step, int Group)> own in sample.Steps.GroupBy(s => s.Sequence))
        {
            var read = ReaderStates.Of(
                subject, [sequences[own.Key]], options.States, isTopAlone: true,
                new LookProgress(null, progress.Cancellation));
            if (units.Length == 0)
            {
                (layers, units) = (read.Layers, [.. Enumerable.Range(0, read.Units).Select(read.NameOf)]);
                states = new float[sample.Steps.Count * units.Length];
            }

            StateTable table = read.Tables[0];
            foreach ((int sequence, int step, _) in own)
            {
                table.Row(step).CopyTo(states.AsSpan(row * units.Length));
                input.Write(sequence, step, inputs.AsSpan(row * input.Size, input.Size));
                row++;
            }

            progress.Report((double)row / sample.Steps.Count);
        }

        int[] groupOf = [.. sample.Steps.Select(s => s.Group)];
        double[] values = [.. sample.Steps.Select(s => property.At(s.Sequence, s.Step - options.Delay)!.Value)];
        ProbeTarget target = property.Classes.Count > 0
            ? ProbeTarget.OfClasses([.. values.Select(v => (int)v)], property.Classes.Count)
            : ProbeTarget.OfNumbers(values);
        int[] tracks = sample.IsCut
            ? TrackExchange.Parts(
                values.Length,
                Math.Max(
                    Math.Max(1, values.Length / MostParts),
                    (int)Math.Ceiling(2.0 * lag * values.Length / sample.Eligible)))
            : groupOf;
        var exchange = new TrackExchange(tracks, subject.Seed);
        int[] types = [.. sample.Steps.Select(s => input.TypeOf(s.Sequence, s.Step - options.Delay))];
        var targets = new ProbeTargets(
            target,
            [.. Enumerable.Range(0, ControlDraws).Select(draw => ControlTask.Of(target, types, subject.Seed, draw))],
            exchange,
            [.. Enumerable.Range(0, ChanceDraws).Select(draw => target.Reordered(exchange.Order(draw)))],
            Rows(states, units.Length), Rows(inputs, input.Size));
        return new ProbeGathering(sample, targets, input, layers, units, isTooSlow);

        ProbeRows Rows(float[] values, int size) =>
            new(values, size, groupOf, options.Folds, subject.Seed, sample.FoldsOfGroups);
    }

    // For how many steps a property has to do with itself; half a fold at most, beyond which it is too slow for
    // sequences that are cut.
    private static (int Lag, bool IsTooSlow) Memory(StepProperty property, int folds)
    {
        int known = property.Tracks.Sum(track => track.Count(v => v is not null)),
            most = Math.Max(1, known / folds / 2);
        return Autocorrelation.FirstLagBelow(
            property.Tracks, property.Classes.Count > 0, LittleCorrelation, most) is { } lag
            ? (lag, false)
            : (most, true);
    }
}
