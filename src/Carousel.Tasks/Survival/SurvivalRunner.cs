using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Memory;

namespace Carousel.Tasks.Survival;

/// <summary>Runs a network over histories.</summary>
internal sealed class SurvivalRunner : IDisposable
{
    private const int Customers = 128;

    private readonly SurvivalNetwork _network;
    private readonly HistoryBatch _batch;
    private readonly Arena _arena;
    private readonly Tape _tape;

    public SurvivalRunner(Backend backend, SurvivalNetwork network, FeatureScale scale)
    {
        _network = network;
        _batch = new HistoryBatch(network.Reader.InputSize, network.Output.OutputSize, scale);
        _arena = new Arena(backend);
        _tape = new Tape(backend, _arena);
    }

    /// <summary>The hazards after every period of every history: [L, K] each.</summary>
    public IEnumerable<double[,]> Hazards(IReadOnlyList<CustomerHistory> histories, CancellationToken cancellation = default)
    {
        int horizon = _network.Output.OutputSize;
        for (int first = 0; first < histories.Count; first += Customers)
        {
            cancellation.ThrowIfCancellationRequested();
            CustomerHistory[] some = [.. histories.Skip(first).Take(Customers)];
            _arena.Reset();
            _tape.Begin(TapeMode.Inference);
            _batch.Fill(some);
            float[] odds = _network.Forward(_tape, _batch.Sequences).Value.ToArray();
            for (int b = 0; b < some.Length; b++)
            {
                var hazards = new double[some[b].Length, horizon];
                for (int t = 0; t < some[b].Length; t++)
                {
                    int row = _batch.Sequences.Packing.Row(b, t) * horizon;
                    for (int k = 0; k < horizon; k++)
                    {
                        hazards[t, k] = 1 / (1 + Math.Exp(-odds[row + k]));
                    }
                }

                yield return hazards;
            }
        }
    }

    public void Dispose() => _arena.Dispose();
}
