using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Genomes;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// Forget gates in closed and in open stretches of made chromatin, after three trainings: one in which closed
/// chromatin ends what has to be known, one in which it has to be carried on, and one that asks for the state; and
/// gates set by hand to close there, which the measure has to find.
/// </summary>
internal sealed class ChromatinTrial : StatementTrial
{
    private const int Units = 8;
    private const long Sequences = 24_000;

    /// <inheritdoc/>
    public override int Number => 28;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        (double explained, ClosedGates gates) ended = Learned(ChromatinQuestion.OfStretch, 0);
        (double explained, ClosedGates gates) carried = Learned(ChromatinQuestion.OfTrack, 1);
        (_, ClosedGates state) = Learned(ChromatinQuestion.OfState, 2);
        return new Dictionary<string, double>
        {
            ["least_explained"] = Math.Min(ended.explained, carried.explained),
            ["planted_closed_over_open"] = Planted(seed, backend).Mean,
            ["ended_shuffled_less_one"] = ended.gates.Shuffled - 1,
            ["ended_closed_over_open"] = ended.gates.Mean,
            ["ended_lowest_unit"] = ended.gates.Lowest,
            ["carried_closed_over_open"] = carried.gates.Mean,
            ["state_closed_over_open"] = state.Mean,
        };

        (double Explained, ClosedGates Gates) Learned(ChromatinQuestion question, int done)
        {
            var task = new ChromatinTask(question);
            var network = new TaskNetwork(new Lstm(task.InputSize, Units), task.OutputSize);
            network.Build(backend, seed);
            TaskOutcome outcome = TaskTraining.Run(
                backend, network, task,
                new TaskTrainingOptions
                {
                    CheckEvery = 50,
                    MostSequences = Sequences,
                    HeldSequences = 64,
                    Trainer = TaskTrainingOptions.FallingRate(0.02),
                },
                seed, cancellation, share => progress((done + share) / 3));
            return (1 - (outcome.Test.Loss / Variance(task, seed)), ClosedGates.Of(backend, network, task, seed));
        }
    }

    /// <summary>The squared error of always saying the mean.</summary>
    private static double Variance(ChromatinTask task, ulong seed)
    {
        double[] targets =
        [
            .. TaskEvaluation.Draw(task, seed, "variance", 64).SelectMany(b => b.Targets).Select(v => (double)v),
        ];
        double mean = targets.Average();
        return targets.Average(v => (v - mean) * (v - mean));
    }

    // f = σ(8·accessibility − 4): 0.98 in open chromatin, 0.02 in closed, except for noise.
    private static ClosedGates Planted(ulong seed, CpuBackend backend)
    {
        var task = new ChromatinTask(ChromatinQuestion.OfStretch);
        var network = new TaskNetwork(new Lstm(task.InputSize, Units), task.OutputSize);
        network.Build(backend, seed);
        foreach (Parameter parameter in network.Core.Parameters)
        {
            float[] values = parameter.Value.ToArray();
            int columns = values.Length / (4 * Units);
            for (int row = Units; row < 2 * Units; row++)
            {
                Span<float> own = values.AsSpan(row * columns, columns);
                own.Clear();
                own[0] = columns == task.InputSize ? 8 : columns == 1 ? -4 : 0;
            }

            parameter.Value.Write(values);
        }

        return ClosedGates.Of(backend, network, task, seed);
    }
}
