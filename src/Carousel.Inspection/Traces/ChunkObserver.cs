using Carousel.Autograd;
using Carousel.Networks;

namespace Carousel.Inspection.Traces;

/// <summary>Makes chunks of the runs on a tape and shows them.</summary>
/// <param name="quantities">What was chosen.</param>
/// <param name="observe">Shown each chunk.</param>
internal sealed class ChunkObserver(IReadOnlyCollection<TraceQuantity> quantities, Action<TraceChunk> observe)
    : IChunkObserver
{
    private readonly List<TraceChunk?> _chunks = [];
    private float[] _scratch = [];
    private int _next;
    private int _first;

    /// <inheritdoc/>
    public bool NeedsGates { get; } = quantities.Any(q => q != TraceQuantity.Hidden);

    /// <summary>How many recurrent layers ran.</summary>
    public int Layers => _chunks.Count;

    /// <inheritdoc/>
    public void Begin(int first) => (_first, _next) = (first, 0);

    /// <inheritdoc/>
    public void Ran(in RecurrentRun run)
    {
        var kept = new KeptRun(run);
        if (_next == _chunks.Count)
        {
            TraceQuantity[] chosen = [.. kept.Quantities.Where(quantities.Contains)];
            _chunks.Add(chosen.Length == 0 ? null : new TraceChunk(kept.Layer, kept.Units, kept.Outputs, chosen));
        }

        if (_chunks[_next++] is { } chunk)
        {
            chunk.Take(kept, _first, run.Hidden.Shape[0], ref _scratch);
            observe(chunk);
        }
    }
}
