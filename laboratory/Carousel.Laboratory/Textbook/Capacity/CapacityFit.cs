using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Traces;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Capacity;

/// <summary>An LSTM fitted to made data, run by itself, and its forget gates read out.</summary>
internal sealed class CapacityFit
{
    private const int Units = 16, Tested = 128;
    private const long Sequences = 64_000;

    private readonly CapacityWorld _world;
    private readonly CapacityYears[] _years;
    private readonly CpuBackend _backend;
    private readonly TaskNetwork _network;
    private readonly Lstm _cell;

    /// <summary>Fits a network.</summary>
    /// <param name="kind">What becomes of the capacity in the data.</param>
    /// <param name="seed">Of data and weights.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="cancellation">Stops it.</param>
    public CapacityFit(CapacityKind kind, ulong seed, CpuBackend backend, CancellationToken cancellation)
    {
        var task = new CapacityTask(kind);
        (_world, _backend, _cell) = (new CapacityWorld(kind), backend, new Lstm(task.InputSize, Units));
        _network = new TaskNetwork(_cell, task.OutputSize);
        _network.Build(backend, seed);
        TaskTraining.Run(
            backend, _network, task,
            new TaskTrainingOptions
            {
                CheckEvery = 100,
                MostSequences = Sequences,
                Trainer = TaskTrainingOptions.FallingRate(0.02),
            },
            seed, cancellation);
        var random = new TrialRandom(seed, $"{task.Name}/textbook", 0);
        _years = [.. Enumerable.Range(0, Tested).Select(_ => CapacityWorld.Draw(random))];
    }

    /// <summary>
    /// The error in the capacity over fresh years, root mean square by the deviation of the capacity.
    /// </summary>
    /// <param name="isFree">Whether the population grows to the capacity that the network says, and not to the true
    /// one.</param>
    public double Error(bool isFree)
    {
        (double[][] found, double[][] truth, _) = Follow(isFree);
        double[] all = [.. truth.SelectMany(row => row)];
        double mean = all.Average();
        double squares = found.Zip(truth, (f, t) => f.Zip(t, (a, b) => (a - b) * (a - b)).Sum()).Sum();
        return Math.Sqrt(squares / all.Sum(v => (v - mean) * (v - mean)));
    }

    /// <summary>
    /// The forget gate where the population is in its lowest fifth, less that where it is in its highest, mean over
    /// units by how much each gives to the answer.
    /// </summary>
    public double Fall()
    {
        (_, _, double[][] populations) = Follow(isFree: false);
        double[] sorted = [.. populations.SelectMany(row => row).Order()];
        double low = sorted[sorted.Length / 5], high = sorted[4 * sorted.Length / 5];
        double[] few = new double[Units], many = new double[Units], share = new double[Units];
        (int fewSteps, int manySteps) = (0, 0);
        float[] weights = _network.Readout.Weight.Value.ToArray();
        var features = new float[CapacityWorld.Years * 3];
        for (int b = 0; b < Tested; b++)
        {
            for (int year = 0; year < CapacityWorld.Years; year++)
            {
                CapacityTask.Write(_years[b], year, populations[b][year], features.AsSpan(year * 3, 3));
            }

            LayerTrace trace = NetworkTrace.Of(
                _backend, _cell, features, [TraceQuantity.Hidden, TraceQuantity.ForgetGate])[0];
            float[] hidden = trace[TraceQuantity.Hidden], forget = trace[TraceQuantity.ForgetGate];

            // The first year writes what there is; nothing is kept there.
            for (int year = 1; year < CapacityWorld.Years; year++)
            {
                double population = populations[b][year];
                bool isFew = population < low, isMany = population > high;
                fewSteps += isFew ? 1 : 0;
                manySteps += isMany ? 1 : 0;
                for (int u = 0; u < Units; u++)
                {
                    share[u] += Math.Abs(weights[u] * (hidden[(year * Units) + u] - hidden[((year - 1) * Units) + u]));
                    few[u] += isFew ? forget[(year * Units) + u] : 0;
                    many[u] += isMany ? forget[(year * Units) + u] : 0;
                }
            }
        }

        return Enumerable.Range(0, Units).Sum(
            u => share[u] / share.Sum() * ((few[u] / fewSteps) - (many[u] / manySteps)));
    }

    // [B][T] each: the capacity that the network says, the true one, the true population.
    private (double[][] Found, double[][] Truth, double[][] Populations) Follow(bool isFree)
    {
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        tape.Begin(TapeMode.Inference);
        double[][] Rows() => [.. _years.Select(_ => new double[CapacityWorld.Years])];
        double[][] found = Rows(), truth = Rows(), populations = Rows();
        double[] told = [.. _years.Select(y => y.Population)], population = [.. told],
            capacity = [.. _years.Select(y => y.Capacity)];
        var packing = new Packing([.. Enumerable.Repeat(1, Tested)]);
        var features = new float[Tested * 3];
        Variable state = default;
        for (int year = 0; year < CapacityWorld.Years; year++)
        {
            for (int b = 0; b < Tested; b++)
            {
                CapacityTask.Write(_years[b], year, told[b], features.AsSpan(b * 3, 3));
            }

            SequenceOutput output = _cell.Forward(tape, tape.Input(features, new Shape(Tested, 3)), packing, state);
            state = output.FinalState;
            float[] said = _network.Readout.Apply(tape, output.Hidden).Value.ToArray();
            for (int b = 0; b < Tested; b++)
            {
                (found[b][year], populations[b][year]) = (said[b], population[b]);
                capacity[b] = truth[b][year] = _world.Capacity(capacity[b], population[b], _years[b].Influx[year]);
                double weather = _years[b].Weather[year];
                population[b] = CapacityWorld.Population(population[b], capacity[b], weather);
                told[b] = isFree ? CapacityWorld.Population(told[b], said[b], weather) : population[b];
            }
        }

        return (found, truth, populations);
    }
}
