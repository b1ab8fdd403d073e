using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Lag;
using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>Whether a lag of more than a thousand steps is bridged, by how the forget gates begin.</summary>
internal sealed class LongLagTrial : StatementTrial
{
    private const int Blanks = 1000, Units = 16;
    private const long Budget = 18_000;

    private static readonly LagTask _copy = LagTask.All.Single(task => task.Key == "copy");

    /// <inheritdoc/>
    public override int Number => 2;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        int done = 0;
        double Solved(string key)
        {
            LagNetwork network = LagNetwork.All.Single(n => n.Key == key);
            SequenceTask task = _copy.Make(Blanks);
            var model = new TaskNetwork(network.Make(task.InputSize, Units, Blanks), task.OutputSize);
            model.Build(backend, seed);
            TaskTrainingOptions options = new LagSettings(Budget)
            {
                CheckEvery = 50,
                HeldSequences = 64,
                TestSequences = 256,
            }.Training(_copy, network.LearningRate);
            int before = done++;
            TaskOutcome outcome = TaskTraining.Run(
                backend, model, task, options, seed, cancellation, share => progress((before + share) / 2));
            return outcome.IsSolved && _copy.IsKept(outcome.Test) ? 1 : 0;
        }

        return new Dictionary<string, double>
        {
            ["solved_begun_for_lag"] = Solved("lstm"),
            ["solved_begun_at_one"] = Solved("lstm-plain"),
        };
    }
}
