using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Inspection.Traces;

/// <summary>
/// Runs a network over a sequence and shows what its recurrent layers hold: the gates and states that training keeps
/// for its way back, bit for bit.
/// </summary>
/// <remarks>
/// Dropout is off, as in inference. Layers that are not recurrent cells (embeddings, dense maps, normalisation,
/// attention) are run, and not shown.
/// </remarks>
public static class NetworkTrace
{
    /// <summary>
    /// Steps of a chunk unless the caller says otherwise: the tables of 512 units then take 1.6 MB, and stay in a
    /// processor's cache.
    /// </summary>
    public const int DefaultChunk = ChunkedRun.Usual;

    /// <summary>Runs a network over one sequence and keeps all of it.</summary>
    /// <param name="backend">The backend the network was built on.</param>
    /// <param name="network">Built layers: cells, stacks of them, both directions, with other layers between.</param>
    /// <param name="input">[T, I].</param>
    /// <param name="quantities">What is wanted; all where null. Those of them that a cell has are given. A trace
    /// of only the hidden state costs no more than inference.</param>
    /// <param name="start">[S], the state before the first step; empty for the network's start state.</param>
    /// <returns>A trace of each recurrent layer that has one of the quantities, the lowest first, forward before
    /// reverse; in the order of time, of a reverse layer too.</returns>
    /// <exception cref="ArgumentException">The input is not a whole number of steps, the network has no recurrent
    /// layer, or none that has one of the quantities.</exception>
    public static IReadOnlyList<LayerTrace> Of(
        Backend backend, SequenceLayer network, ReadOnlySpan<float> input,
        IReadOnlyCollection<TraceQuantity>? quantities = null, ReadOnlySpan<float> start = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        int steps = Steps(network, input);
        var tables = new List<(TraceChunk Chunk, Dictionary<TraceQuantity, float[]> Values)>();
        Run(backend, network, input, Keep, quantities, start: start);
        return tables.Count > 0
            ? [.. tables.Select(t => new LayerTrace(t.Chunk.Layer, steps, t.Chunk.Units, t.Values))]
            : throw new ArgumentException(
                $"No recurrent layer of the network has {string.Join(" or ", quantities!)}.", nameof(quantities));

        void Keep(TraceChunk chunk)
        {
            int place = tables.FindIndex(t => ReferenceEquals(t.Chunk, chunk));
            if (place < 0)
            {
                place = tables.Count;
                tables.Add(
                    (chunk, chunk.Quantities.ToDictionary(q => q, q => new float[checked(steps * chunk.Width(q))])));
            }

            foreach ((TraceQuantity quantity, float[] values) in tables[place].Values)
            {
                chunk[quantity].CopyTo(values.AsSpan(chunk.First * chunk.Width(quantity)));
            }
        }
    }

    /// <summary>
    /// Runs a network over one sequence in chunks of steps, with the state carried from one to the next, and shows each
    /// chunk of each layer.
    /// </summary>
    /// <remarks>
    /// The same bits as in one run. Memory is that of one chunk, except for networks that see later steps, such as both
    /// directions: those run as one chunk.
    /// </remarks>
    /// <param name="backend">The backend the network was built on.</param>
    /// <param name="network">Built layers, as for <see cref="Of"/>.</param>
    /// <param name="input">[T, I].</param>
    /// <param name="observe">Shown the chunks: of the first steps the lowest layer, then the layers above it; then the
    /// next steps. A layer's chunk is one object whose values change.</param>
    /// <param name="quantities">What is wanted; all where null.</param>
    /// <param name="chunk">Steps of a chunk, 1 or more.</param>
    /// <param name="start">[S], the state before the first step; empty for the network's start state.</param>
    /// <exception cref="ArgumentException">The input is not a whole number of steps, the start is not a state of the
    /// network, or the network has no recurrent layer.</exception>
    /// <exception cref="NotSupportedException">The gates of a layer's cell are not known.</exception>
    public static void Run(
        Backend backend, SequenceLayer network, ReadOnlySpan<float> input, Action<TraceChunk> observe,
        IReadOnlyCollection<TraceQuantity>? quantities = null, int chunk = DefaultChunk,
        ReadOnlySpan<float> start = default)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(observe);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunk, 1);
        Steps(network, input);
        InspectedCell.RequireKnown(network);
        if (!start.IsEmpty && start.Length != network.StateSize)
        {
            throw new ArgumentException(
                $"start: expected [S] with S = {network.StateSize}, but got {start.Length} values.", nameof(start));
        }

        var observer = new ChunkObserver(quantities ?? Enum.GetValues<TraceQuantity>(), observe);
        ChunkedRun.Over(backend, network, input, chunk, observer, start);
        if (observer.Layers == 0)
        {
            throw new ArgumentException($"The layer '{network.Path}' has no recurrent layer inside.", nameof(network));
        }
    }

    private static int Steps(SequenceLayer network, ReadOnlySpan<float> input) =>
        input.Length > 0 && input.Length % network.InputSize == 0
        ? input.Length / network.InputSize
        : throw new ArgumentException(
            $"input: expected [T, I] with I = {network.InputSize}, but got {input.Length} values.", nameof(input));
}
