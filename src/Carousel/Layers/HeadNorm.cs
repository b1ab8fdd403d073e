using System.Buffers;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>Layer normalisation of the units of each head by themselves; layers inside: 0, 1, … by head.</summary>
/// <remarks>Wu and He 2018, where a head is a group.</remarks>
internal sealed class HeadNorm : SequenceLayer
{
    private readonly LayerNorm[] _heads;
    private readonly int _width;

    /// <summary>A normalisation.</summary>
    /// <param name="size">Features of each step.</param>
    /// <param name="heads">Heads; they divide the features.</param>
    public HeadNorm(int size, int heads)
    {
        (InputSize, _width) = (size, size / heads);
        _heads = [.. Enumerable.Range(0, heads).Select(head => AddLayer($"{head}", new LayerNorm(_width)))];
    }

    /// <inheritdoc/>
    public override int InputSize { get; }

    /// <inheritdoc/>
    public override int OutputSize => InputSize;

    /// <inheritdoc/>
    public override SequenceOutput Forward(
        Tape tape, Variable input, Packing packing, Variable initialState = default) =>
        new(Apply(tape, input, packing), default);

    /// <summary>Normalises the rows of packed sequences.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="input">[N, InputSize].</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[N, InputSize].</returns>
    public Variable Apply(Tape tape, Variable input, Packing packing)
    {
        if (_heads.Length == 1)
        {
            return _heads[0].Apply(tape, input, packing);
        }

        // All heads are concatenated at once: pairwise concatenation would copy each head once per later head.
        Variable[] pooled = ArrayPool<Variable>.Shared.Rent(_heads.Length);
        Span<Variable> heads = pooled.AsSpan(0, _heads.Length);
        for (int head = 0; head < _heads.Length; head++)
        {
            heads[head] = _heads[head].Apply(tape, tape.SliceColumns(input, head * _width, _width), packing);
        }

        Variable all = tape.Concatenate(heads);
        ArrayPool<Variable>.Shared.Return(pooled, clearArray: true);
        return all;
    }

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) => streams * (_width + 1);

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        var room = new StepRoom(scratch);
        int streams = input.Shape[0];
        Tensor own = room.Take(streams, _width), scale = room.Take(streams);
        for (int head = 0; head < _heads.Length; head++)
        {
            backend.ColumnsForward(input, head * _width, own, 0, _width);
            _heads[head].Step(backend, own, own, default, scale);
            backend.ColumnsForward(own, 0, output, head * _width, _width);
        }
    }
}
