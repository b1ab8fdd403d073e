using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// Inputs, outputs, gathered states and scratch of a step between spans of a caller: one room a thread, whatever the
/// number of sessions, grown to the largest need.
/// </summary>
/// <remarks>Its tensors are kept from step to step: making them again costs more than a small layer's cells.</remarks>
internal sealed class SpanRoom
{
    /// <summary>Values between starts: 64 bytes, for the widest vector.</summary>
    private const int Alignment = 16;

    [ThreadStatic]
    private static SpanRoom? _own;

    private readonly object _domain;
    private readonly TensorStorage _storage;
    private Sizes _sizes;

    private SpanRoom(Backend backend, int length) =>
        (_domain, _storage) = (backend.MemoryDomain, backend.Allocate(length));

    /// <summary>[S, InputSize].</summary>
    public Tensor Input { get; private set; }

    /// <summary>[S, OutputSize].</summary>
    public Tensor Output { get; private set; }

    /// <summary>[S, StateSize], where several sessions step together.</summary>
    public Tensor States { get; private set; }

    /// <summary>The layer's scratch.</summary>
    public Tensor Scratch { get; private set; }

    /// <summary>Room on this thread, given up by its next step.</summary>
    /// <param name="backend">Whose memory.</param>
    /// <param name="sizes">What is needed.</param>
    /// <returns>Tensors of these sizes; their values are undefined.</returns>
    public static SpanRoom Of(Backend backend, in Sizes sizes)
    {
        SpanRoom? room = _own;
        if (room is not null && room._sizes == sizes && ReferenceEquals(room._domain, backend.MemoryDomain))
        {
            return room;
        }

        if (room is null || !ReferenceEquals(room._domain, backend.MemoryDomain) || room._storage.Length < sizes.Length)
        {
            // If memory for the new room runs out, the next step must not find the old one.
            _own = null;
            room?._storage.Dispose();
            _own = room = new SpanRoom(backend, sizes.Length);
        }

        room.Divide(sizes);
        return room;
    }

    /// <summary>One step of one sequence: input and output are copied.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="sizes">What its step needs.</param>
    /// <param name="input">[InputSize].</param>
    /// <param name="output">[OutputSize], overwritten.</param>
    /// <param name="state">[1, StateSize], read and overwritten.</param>
    public static void Step(
        Backend backend, SequenceLayer layer, in Sizes sizes, ReadOnlySpan<float> input, Span<float> output,
        in Tensor state)
    {
        SpanRoom room = Of(backend, sizes);
        room.Input.Write(input);
        layer.Step(backend, room.Input, room.Output, state, room.Scratch);
        room.Output.Read(output);
    }

    private static int Aligned(int length) => checked((length + Alignment - 1) / Alignment * Alignment);

    private void Divide(in Sizes sizes)
    {
        (int streams, int input, int output, int state, int scratch) = sizes;
        int at = 0;
        Input = Next(new Shape(streams, input));
        Output = Next(new Shape(streams, output));
        States = state > 0 ? Next(new Shape(streams, state)) : default;
        Scratch = scratch > 0 ? Next(new Shape(scratch)) : default;
        _sizes = sizes;

        Tensor Next(Shape shape)
        {
            var tensor = new Tensor(_storage, at, shape);
            at += Aligned(shape.Length);
            return tensor;
        }
    }

    /// <summary>Sizes of a step.</summary>
    /// <param name="Streams">S: sessions that step together.</param>
    /// <param name="Input">Values of an input.</param>
    /// <param name="Output">Values of an output.</param>
    /// <param name="State">Values of a state to be gathered; 0 for none.</param>
    /// <param name="Scratch">Values of scratch for all.</param>
    internal readonly record struct Sizes(int Streams, int Input, int Output, int State, int Scratch)
    {
        /// <summary>Values of everything.</summary>
        public int Length =>
            checked(Aligned(Streams * Input) + Aligned(Streams * Output) + Aligned(Streams * State) + Aligned(Scratch));
    }
}
