using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>The scratch of a step, handed out piece by piece.</summary>
/// <param name="scratch">All of it.</param>
internal ref struct StepRoom(Tensor scratch)
{
    private readonly Tensor _column = scratch.IsNone ? default : scratch.Reshape(new Shape(scratch.Length, 1));
    private int _taken;

    /// <summary>A matrix.</summary>
    public Tensor Take(int rows, int columns) => Taken(rows * columns).Reshape(new Shape(rows, columns));

    /// <summary>Some values; no tensor for none.</summary>
    public Tensor Take(int length) => length == 0 ? default : Taken(length).Reshape(new Shape(length));

    /// <summary>Steps a layer whose state is some columns of a larger one. The columns are copied out and in again,
    /// except for a single stream, because its columns are contiguous.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="input">[S, the layer's inputs].</param>
    /// <param name="output">[S, the layer's outputs], overwritten.</param>
    /// <param name="state">[S, all states].</param>
    /// <param name="first">The first column of its state.</param>
    /// <param name="own">[S·its state's values], overwritten.</param>
    /// <param name="scratch">The layer's scratch.</param>
    public static void Step(
        Backend backend, SequenceLayer layer, Tensor input, Tensor output, Tensor state, int first, Tensor own,
        Tensor scratch)
    {
        if (layer.StateSize == 0)
        {
            layer.Step(backend, input, output, default, scratch);
            return;
        }

        int streams = input.Shape[0];
        if (streams == 1)
        {
            Tensor part = state.Reshape(new Shape(state.Length, 1)).Rows(first, layer.StateSize);
            layer.Step(backend, input, output, part.Reshape(new Shape(1, layer.StateSize)), scratch);
            return;
        }

        Tensor held = own.Reshape(new Shape(own.Length, 1)).Rows(0, streams * layer.StateSize)
            .Reshape(new Shape(streams, layer.StateSize));
        backend.ColumnsForward(state, first, held, 0, layer.StateSize);
        layer.Step(backend, input, output, held, scratch);
        backend.ColumnsForward(held, 0, state, first, layer.StateSize);
    }

    private Tensor Taken(int length)
    {
        Tensor taken = _column.Rows(_taken, length);
        _taken += length;
        return taken;
    }
}
