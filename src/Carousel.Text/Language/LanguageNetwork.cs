using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Language;

/// <summary>
/// From each unit to a number for every unit that may come next: a table of rows, recurrent layers, a map to all units;
/// dropout between them.
/// </summary>
/// <remarks>
/// Zaremba, Sutskever and Vinyals 2014; one mask a batch of steps: Gal and Ghahramani 2016; tied rows: Press and Wolf
/// 2017; weight drop: Merity, Keskar and Socher 2018.
/// </remarks>
internal sealed class LanguageNetwork : SequenceLayer
{
    // With more rows than this the products of the table's rows cost more than those of the steps.
    private const int FewSymbols = 1024;

    private readonly Embedding _embedding;
    private readonly SequenceLayer[] _layers;
    private readonly Dropout[] _dropouts;
    private readonly SequenceLayer _output;

    public LanguageNetwork(LanguageDesign design)
    {
        Design = design;
        _embedding = AddLayer("embedding", new Embedding(design.VocabularySize, design.Embedding));
        _layers = new SequenceLayer[design.Layers];
        _dropouts = new Dropout[design.Layers + 1];
        _dropouts[0] = AddLayer("dropout.0", new Dropout(design.Embedding, (float)design.InputDropout, design.Locked));
        int inputs = design.Embedding;
        for (int l = 0; l < design.Layers; l++)
        {
            int units = design.UnitsOf(l);
            double rate = l == design.Layers - 1 ? design.OutputDropout : design.Dropout;
            _layers[l] = AddLayer(
                $"{design.Cell.ToString().ToLowerInvariant()}.{l}", CellStack.Layer(design.CellOf(l), inputs));
            _dropouts[l + 1] = AddLayer($"dropout.{l + 1}", new Dropout(units, (float)rate, design.Locked));
            inputs = units;
        }

        _output = design.Tied
            ? AddLayer("output", new TiedDense(_embedding))
            : AddLayer("output", new Dense(inputs, design.VocabularySize));
        Steps = new Stack([_embedding, .. _layers, _output]);
        Reader = new Stack([_embedding, .. _layers]);
    }

    /// <summary>The table of rows and the recurrent layers, without dropout: for a look inside.</summary>
    public Stack Reader { get; }

    /// <summary>All layers without dropout, from a unit to the numbers of the next.</summary>
    public Stack Steps { get; }

    public LanguageDesign Design { get; }

    /// <inheritdoc/>
    public override int InputSize => 1;

    /// <inheritdoc/>
    public override int OutputSize => Design.VocabularySize;

    /// <inheritdoc/>
    public override int StateSize => Steps.StateSize;

    /// <inheritdoc/>
    public override SequenceOutput Forward(Tape tape, Variable input, Packing packing, Variable initialState = default)
    {
        Variable rows = default, states = default;
        int first = 0;
        for (int l = 0; l < _layers.Length; l++)
        {
            SequenceLayer layer = _layers[l];
            Variable start = initialState.IsNone ? default : tape.SliceColumns(initialState, first, layer.StateSize);
            SequenceOutput run = l == 0
                ? FirstLayer(tape, input, packing, start)
                : layer.Forward(tape, rows, packing, start);
            rows = _dropouts[l + 1].Apply(tape, run.Hidden, packing);
            states = states.IsNone ? run.FinalState : tape.Concatenate(states, run.FinalState);
            first += layer.StateSize;
        }

        return new SequenceOutput(_output.Forward(tape, rows, packing).Hidden, states);
    }

    /// <summary>The offset in a state, and the size, of the input of the last map.</summary>
    /// <remarks>The state of every cell begins with its output.</remarks>
    public (int First, int Size) Top => (StateSize - _layers[^1].StateSize, _layers[^1].OutputSize);

    /// <inheritdoc/>
    public override int StepScratchLength(int streams) => Steps.StepScratchLength(streams);

    /// <inheritdoc/>
    public override void Step(Backend backend, Tensor input, Tensor output, Tensor state, Tensor scratch) =>
        Steps.Step(backend, input, output, state, scratch);

    /// <inheritdoc/>
    public override void StartState(Backend backend, Tensor state) => Steps.StartState(backend, state);

    /// <summary>A small table's products with W are made once a batch, not once a step.</summary>
    private SequenceOutput FirstLayer(Tape tape, Variable input, Packing packing, Variable start)
    {
        bool drops = tape.IsTraining && _dropouts[0].Rate > 0;
        return !drops && Design.VocabularySize <= FewSymbols && _layers[0] is Lstm lstm
            ? lstm.Forward(tape, _embedding, input, packing, start)
            : _layers[0]
                .Forward(
                    tape, _dropouts[0].Apply(tape, _embedding.Apply(tape, input, packing), packing), packing, start);
    }
}
