using Carousel.Data;
using Carousel.Inspection;
using Carousel.Inspection.Probes;
using Carousel.Inspection.Statistics;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Inspecting.Probes;

/// <summary>Chooses steps, runs the model over the sequences they are in, and keeps what probes need of them.</summary>
internal sealed class ProbeGathering
{
    private const int FewestSteps = 100;
    private const int LeastGap = 20;

    /// <summary>How often the labels of control tasks are drawn; probes that are trained by gradients read the first few.</summary>
    public const int ControlDraws = 20, TrainedControlDraws = 5;

    private ProbeGathering(StepSample sample, ProbeTargets targets, StepInput input, IReadOnlyList<string> layers, IReadOnlyList<string> units) =>
        (Sample, Targets, Input, Layers, Units) = (sample, targets, input, layers, units);

    /// <summary>The steps.</summary>
    public StepSample Sample { get; }

    /// <summary>What is read from what.</summary>
    public ProbeTargets Targets { get; }

    /// <summary>The inputs.</summary>
    public StepInput Input { get; }

    /// <summary>The layers whose states are read.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>What the units are called.</summary>
    public IReadOnlyList<string> Units { get; }

    /// <summary>Gathers.</summary>
    /// <exception cref="DataFormatException">There are too few steps or groups.</exception>
    public static ProbeGathering Of(InspectionSubject subject, StepProperty property, ProbeOptions options, IProgress<double>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<InspectedSequence> sequences = subject.Sequences;
        StepSample sample = StepSample.Of(
            [.. sequences.Select(s => s.Steps)], (s, t) => property.At(s, t - options.Delay) is not null, options.Folds, Math.Max(LeastGap, options.Delay), options.MostSteps);
        int groups = sample.Steps.Select(s => s.Group).Distinct().Count();
        if (sample.Steps.Count < FewestSteps || groups < 3)
        {
            throw new DataFormatException($"{subject.DataName}: '{property.Name}' is known at {FigureText.Counted(sample.Steps.Count, "step")} in {FigureText.Counted(groups, sample.IsCut ? "block" : "sequence")}{(options.Delay > 0 ? $", {options.Delay} back," : "")} but probes need {FewestSteps} steps in 3 at least. Pass more data.");
        }

        var input = new StepInput(subject);
        var inputs = new float[sample.Steps.Count * input.Size];
        float[] states = [];
        IReadOnlyList<string> layers = [];
        string[] units = [];
        int row = 0;
        foreach (IGrouping<int, (int Sequence, int Step, int Group)> own in sample.Steps.GroupBy(s => s.Sequence))
        {
            var read = ReaderStates.Of(subject, [sequences[own.Key]], options.States, isTopAlone: true, null, cancellation);
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

            progress?.Report((double)row / sample.Steps.Count);
        }

        int[] groupOf = [.. sample.Steps.Select(s => s.Group)];
        double[] values = [.. sample.Steps.Select(s => property.At(s.Sequence, s.Step - options.Delay)!.Value)];
        ProbeTarget target = property.Classes.Count > 0 ? ProbeTarget.OfClasses([.. values.Select(v => (int)v)], property.Classes.Count) : ProbeTarget.OfNumbers(values);
        var order = new int[values.Length];
        new Permutation(subject.Seed, "shuffled property").Order(0, order);
        int[] types = [.. sample.Steps.Select(s => input.TypeOf(s.Sequence, s.Step - options.Delay))];
        var targets = new ProbeTargets(
            target,
            [.. Enumerable.Range(0, ControlDraws).Select(draw => ControlTask.Of(target, types, subject.Seed, draw))],
            target.Reordered(order),
            new ProbeRows(states, units.Length, groupOf, options.Folds, subject.Seed),
            new ProbeRows(inputs, input.Size, groupOf, options.Folds, subject.Seed));
        return new ProbeGathering(sample, targets, input, layers, units);
    }
}
