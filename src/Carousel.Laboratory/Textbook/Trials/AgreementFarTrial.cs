using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Claims.Agreement;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Laboratory.Trials;
using Carousel.Memory;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// The verb behind many nouns in the other number than its subject's: LSTM and Elman net of equal parameters, each at
/// the learning rate that is better on validation, after training sentences that are short.
/// </summary>
internal sealed class AgreementFarTrial : StatementTrial
{
    private const int Units = 48, Trained = 2, Asked = 12, Tested = 400;
    private const long Sentences = 96_000;

    private static readonly double[] _rates = [0.003, 0.01];
    private static readonly CellKind[] _cells = [CellKind.Lstm, CellKind.Elman];

    /// <inheritdoc/>
    public override int Number => 15;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var task = new AgreementTask(Trained, isUniform: true);
        var right = new double[_cells.Length];
        for (int c = 0; c < _cells.Length; c++)
        {
            right[c] = Best(backend, task, _cells[c], seed, cancellation);
            progress((c + 1.0) / _cells.Length);
        }

        return new Dictionary<string, double>
        {
            ["lstm_right"] = right[0],
            ["lstm_less_simple"] = right[0] - right[1],
        };
    }

    /// <summary>The share of right verbs, by the network of the rate with the smaller validation loss.</summary>
    private static double Best(
        CpuBackend backend, AgreementTask task, CellKind cell, ulong seed, CancellationToken cancellation)
    {
        int units = UnitsOf(cell, task);
        (double Loss, double Right) best = (double.PositiveInfinity, 0.5);
        foreach (double rate in _rates)
        {
            var network = new TaskNetwork(cell.ToCell().Make(new(task.InputSize, units)), task.OutputSize);
            network.Build(backend, seed);
            TaskOutcome outcome = TaskTraining.Run(
                backend, network, task,
                new TaskTrainingOptions
                {
                    CheckEvery = 100,
                    MostSequences = Sentences,
                    Trainer = TaskTrainingOptions.FallingRate(rate),
                },
                seed, cancellation);
            double loss = outcome.IsDiverged ? double.PositiveInfinity : outcome.Curve[^1].Score.Loss;
            if (loss < best.Loss)
            {
                using var arena = new Arena(backend);
                best = (loss, AgreementTest.RightVerbs(
                    new Tape(backend, arena), network, task, new TrialRandom(seed, "textbook/far verbs", 0), Tested,
                    random => AgreementGrammar.Draw(random, random.Between(Trained + 1, Asked), 2, attract: true)));
            }
        }

        return best.Right;
    }

    /// <summary>The units with which a cell is nearest to the LSTM in parameters.</summary>
    private static int UnitsOf(CellKind cell, AgreementTask task)
    {
        long Parameters(CellKind kind, int units) =>
            new TaskNetwork(kind.ToCell().Make(new(task.InputSize, units)), task.OutputSize).ParameterCount;
        long wanted = Parameters(CellKind.Lstm, Units);
        return Enumerable.Range(Units, 4 * Units).MinBy(units => Math.Abs(Parameters(cell, units) - wanted));
    }
}
