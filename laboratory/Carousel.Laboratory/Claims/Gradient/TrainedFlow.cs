using Carousel.Backends;
using Carousel.Inspection;
using Carousel.Inspection.Equations;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Training;

namespace Carousel.Laboratory.Claims.Gradient;

/// <summary>
/// The error flow of one network before and after training, and how far the measurement can be trusted.
/// </summary>
/// <param name="Cell">The cell.</param>
/// <param name="Untrained">[T] by part of the state, root mean square over sequences.</param>
/// <param name="Trained">The same after training.</param>
/// <param name="Theory">What theory says of the trained network, by the parts of which it says something.</param>
/// <param name="First">The flow of the trained network over the first sequence.</param>
/// <param name="Outcome">What came of the training.</param>
/// <param name="Differences">Against finite differences.</param>
/// <param name="SingleError">The largest difference between the flow in single precision and in double, as a share,
/// over all lags of the first sequence.</param>
internal sealed record TrainedFlow(
    CellKind Cell, Dictionary<string, double[]> Untrained, Dictionary<string, double[]> Trained,
    Dictionary<string, double[]> Theory, GradientFlow First, TaskOutcome Outcome,
    DifferenceCheck Differences, double SingleError)
{
    /// <summary>The squared error at which adding counts as solved.</summary>
    public const double SolvedError = 0.01;

    // Squares of less than this are no numbers of full precision.
    private const double LeastGain = 1e-150;

    private static readonly int[] _lagsOfDifferences = [1, 2, 5, 10, 20];

    /// <summary>The greatest lag that is held against finite differences.</summary>
    public static int GreatestLagOfDifferences => _lagsOfDifferences[^1];

    /// <summary>Whether a solved run is solved on sequences that nothing was chosen by, too.</summary>
    public bool IsSolvedOnTest => Outcome.IsSolved && Outcome.Test.Loss <= SolvedError;

    /// <summary>Trains and measures.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="seed">Of weights and sequences.</param>
    /// <param name="claim">Sizes.</param>
    /// <param name="backend">One thread.</param>
    /// <param name="share">Told the share that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    public static TrainedFlow Measure(
        CellKind cell, ulong seed, GradientClaim claim, CpuBackend backend, Action<double> share,
        CancellationToken cancellation)
    {
        var task = new AddingTask(claim.Length);
        var network = new TaskNetwork(cell.ToCell().Make(new(task.InputSize, claim.Hidden)), task.OutputSize);
        network.Build(backend, seed);
        float[][] sequences = Sequences(task, seed, claim);
        Dictionary<string, double[]> untrained = Average(Flows(backend, network, sequences), part => part.Gain);
        var options = new TaskTrainingOptions
        {
            MostSequences = claim.MostSequences,
            IsSolved = score => score.Loss <= SolvedError,
            Trainer = new TrainerOptions { LearningRate = ComparedCells.LearningRate(cell) },
        };
        TaskOutcome outcome = TaskTraining.Run(backend, network, task, options, seed, cancellation, share);
        GradientFlow[] flows = Flows(backend, network, sequences);
        double[][] first = [.. sequences[0].Chunk(task.InputSize).Select(row => row.Select(v => (double)v).ToArray())];
        DifferenceCheck differences = StateDifferences.Check(
            CellEquations.Of(network.Core)!, StatePart.Of(network.Core), first, _lagsOfDifferences);
        return new TrainedFlow(
            cell, untrained, Average(flows, part => part.Gain), Average(flows, part => part.Theory), flows[0], outcome,
            differences,
            LargestDifference(flows[0], GradientFlow.InDouble(backend, network.Core, sequences[0])));
    }

    private static float[][] Sequences(SequenceTask task, ulong seed, GradientClaim claim)
    {
        TaskBatch batch = TaskEvaluation.Draw(task, seed, "flow", claim.FlowSequences)[0];
        return [
            .. Enumerable.Range(0, claim.FlowSequences)
                .Select(b => Enumerable.Range(0, claim.Length).SelectMany(t => batch.Step(b, t).ToArray()).ToArray()),
        ];
    }

    private static GradientFlow[] Flows(Backend backend, TaskNetwork network, float[][] sequences) =>
        [.. sequences.Select(x => GradientFlow.Of(backend, network.Core, x))];

    // Root mean square over sequences, by part of the state.
    private static Dictionary<string, double[]> Average(
        GradientFlow[] flows, Func<StateFlow, IReadOnlyList<double>> of) =>
        flows[0].Parts.Select((part, p) => (part.Name, Values: Enumerable.Range(0, of(part).Count)
            .Select(lag => Math.Sqrt(flows.Average(f => of(f.Parts[p])[lag] * of(f.Parts[p])[lag]))).ToArray()))
            .Where(p => p.Values.Length > 0).ToDictionary(p => p.Name, p => p.Values);

    private static double LargestDifference(GradientFlow single, GradientFlow exact) =>
        single.Parts.Zip(
            exact.Parts,
            (found, expected) => Enumerable.Range(0, expected.Gain.Count).Where(lag => expected.Gain[lag] >= LeastGain)
            .Max(lag => Math.Abs(found.Gain[lag] - expected.Gain[lag]) / expected.Gain[lag])).Max();
}
