using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Tests.Layers;

/// <summary>A table of nine rows and a map back to it: the table gets the gradients of both.</summary>
internal sealed class TiedNetwork : SequenceLayer
{
    private readonly Dense _first;
    private readonly Embedding _embedding;
    private readonly TiedDense _output;

    public TiedNetwork()
    {
        _embedding = AddLayer("embedding", new Embedding(9, 6));
        _first = AddLayer("first", new Dense(10, 6));
        _output = AddLayer("output", new TiedDense(_embedding));
    }

    public override int InputSize => 10;

    public override int OutputSize => 9;

    public override SequenceOutput Forward(
        Tape tape, Variable input, Packing packing, Variable initialState = default) =>
        new(_output.Apply(tape, _first.Apply(tape, input, packing), packing), default);

    public override int StepScratchLength(int streams) => 6 * streams;

    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch)
    {
        Tensor rows = scratch.Reshape(new Shape(input.Shape[0], 6));
        _first.Step(backend, input, rows, default, default);
        _output.Step(backend, rows, output, default, default);
    }
}
