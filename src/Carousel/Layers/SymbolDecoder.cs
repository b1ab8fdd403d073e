using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>
/// Writes symbol by symbol of what an encoder read, whatever it is: rows of symbols, recurrent layers, one look,
/// tanh(W·[h; context] + b), scores.
/// </summary>
/// <remarks>The layers are those of a network, which names and builds them.</remarks>
/// <param name="symbols">[V, E], a row for each symbol.</param>
/// <param name="cells">The recurrent layers.</param>
/// <param name="attention">How they look at what was read; null for not at all.</param>
/// <param name="combine">From h, or [h; context], to what scores are made of.</param>
/// <param name="dropout">What is dropped of that while training.</param>
/// <param name="output">[V] scores.</param>
internal sealed class SymbolDecoder(
    Embedding symbols, SequenceLayer cells, CrossAttention? attention, Dense combine, Dropout dropout,
    SequenceLayer output)
{
    /// <summary>The symbol that ends a text, and is read before its first.</summary>
    public required int End { get; init; }

    /// <summary>V.</summary>
    public int Symbols => output.OutputSize;

    /// <summary>Whether it looks at what was read.</summary>
    public bool HasAttention => attention is not null;

    /// <summary>The recurrent layers.</summary>
    public SequenceLayer Cells => cells;

    /// <summary>Rows of symbols, without dropout.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="chosen">Whole numbers, one a row.</param>
    /// <returns>[N, E].</returns>
    public Variable Rows(Tape tape, ReadOnlySpan<float> chosen)
    {
        return symbols.Apply(tape, tape.Input(chosen, new Shape(chosen.Length, 1)));
    }

    /// <summary>tanh(W·[h; context] + b), or tanh(W·h + b), and where each row looked.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="hidden">[N, H].</param>
    /// <param name="looks">At which source each row looks.</param>
    /// <param name="memory">What it looks at.</param>
    /// <param name="packing">How the rows lie; null for rows of one step.</param>
    public (Variable Combined, Tensor Weights) Combine(
        Tape tape, Variable hidden, RowGroups looks, AttentionMemory memory, Packing? packing)
    {
        if (attention is null)
        {
            return (combine.Apply(tape, hidden, packing), default);
        }

        (Variable context, Tensor weights) = attention.Attend(tape, hidden, looks, memory);
        return (combine.Apply(tape, tape.Concatenate(hidden, context), packing), weights);
    }

    /// <summary>The scores of each next symbol.</summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="combined">[N, E].</param>
    /// <param name="packing">How the rows lie; null for rows of one step.</param>
    /// <returns>[N, V]: logits.</returns>
    public Variable Output(Tape tape, Variable combined, Packing? packing)
    {
        Variable rows = dropout.Apply(tape, combined, packing);
        return output is TiedDense tied ? tied.Apply(tape, rows, packing) : ((Dense)output).Apply(tape, rows, packing);
    }

    /// <summary>
    /// The scores of each next symbol from the output of the recurrent layers: attention of each row, then the output
    /// map.
    /// </summary>
    /// <param name="tape">Records the run.</param>
    /// <param name="hidden">[N, H], packed.</param>
    /// <param name="looks">At which source each row looks.</param>
    /// <param name="memory">What it looks at.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[N, V]: logits.</returns>
    public Variable Scores(Tape tape, Variable hidden, RowGroups looks, AttentionMemory memory, Packing packing) =>
        Output(tape, Combine(tape, hidden, looks, memory, packing).Combined, packing);
}
