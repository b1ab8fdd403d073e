using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Speech;

/// <summary>From rows of features to a score for each symbol and the blank at each step: recurrent layers and a dense map, dropout around them.</summary>
/// <remarks>Graves, Mohamed and Hinton 2013, without their transducer.</remarks>
internal sealed class SpeechNetwork : SequenceLayer
{
    private readonly Dropout? _inputs;
    private readonly Dropout? _outputs;
    private readonly Stack _layers;
    private readonly Dense _scores;
    private readonly Stack _steps;

    public SpeechNetwork(SpeechDesign design, int classes)
    {
        int inputs = design.Features.Features;
        if (design.InputDropout > 0)
        {
            _inputs = AddLayer("input_dropout", new Dropout(inputs, (float)design.InputDropout));
        }

        _layers = AddLayer("layers", CellStack.Make(design.Cell, inputs));
        if (design.Cell.Dropout > 0)
        {
            _outputs = AddLayer("output_dropout", new Dropout(design.Cell.OutputSize, (float)design.Cell.Dropout));
        }

        _scores = AddLayer("scores", new Dense(design.Cell.OutputSize, classes));
        _steps = new Stack(_layers, _scores);
    }

    /// <summary>All layers without dropout, from a row of features to the scores.</summary>
    public Stack Steps => _steps;

    /// <summary>The recurrent layers.</summary>
    public SequenceLayer Reader => _layers;

    /// <inheritdoc/>
    public override int InputSize => _steps.InputSize;

    /// <inheritdoc/>
    public override int OutputSize => _steps.OutputSize;

    /// <inheritdoc/>
    public override int StateSize => _steps.StateSize;

    /// <inheritdoc/>
    public override bool IsCausal => _steps.IsCausal;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        SequenceOutput run = _layers.Forward(tape, _inputs?.Apply(tape, input, packing) ?? input, packing, initialState);
        return new SequenceOutput(ScoresOf(tape, run.Hidden, packing), run.FinalState);
    }

    /// <summary>From what the recurrent layers give to a score for each symbol.</summary>
    /// <returns>[N, C].</returns>
    public Variable ScoresOf(Tape tape, Variable hidden, Packing packing) =>
        _scores.Forward(tape, _outputs?.Apply(tape, hidden, packing) ?? hidden, packing).Hidden;

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) => _steps.StepScratchLength(streams);

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch) => _steps.Step(backend, input, output, state, scratch);

    /// <inheritdoc/>
    public override void StartState(Backend backend, Tensor state) => _steps.StartState(backend, state);
}
