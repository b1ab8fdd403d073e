using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tracking.Problems;

/// <summary>
/// A task on sequences of symbols that asks what a state must have kept: an answer after every symbol, or after a sign.
/// </summary>
internal abstract class TrackingProblem
{
    /// <summary>No answer is asked for at a step.</summary>
    public const int Unasked = -1;

    /// <summary>The name on the command line, such as <c>parity</c>.</summary>
    public abstract string Word { get; }

    /// <summary>The name in tables and pictures.</summary>
    public abstract string Name { get; }

    /// <summary>The name at the beginning of a sentence.</summary>
    public string Title => char.ToUpperInvariant(Name[0]) + Name[1..];

    /// <summary>What is shown and asked, in a sentence or two.</summary>
    public abstract string Task { get; }

    /// <summary>Different symbols.</summary>
    public abstract int Symbols { get; }

    /// <summary>I: features of a step, one for each symbol unless a symbol shows several.</summary>
    public virtual int Inputs => Symbols;

    /// <summary>O: different answers.</summary>
    public abstract int Answers { get; }

    /// <summary>Whether an answer is asked for after every symbol; else after the sequence.</summary>
    public virtual bool IsRunning => true;

    /// <summary>The greatest length in training.</summary>
    public virtual int TrainedLength => 40;

    /// <summary>The greatest length that there is.</summary>
    public virtual int MostLength => int.MaxValue;

    /// <summary>Sets the features of a symbol.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="inputs">[I], zero.</param>
    public virtual void Show(int symbol, Span<float> inputs) => inputs[symbol] = 1;

    /// <summary>Steps of a sequence of a length.</summary>
    /// <param name="length">1 or more.</param>
    public virtual int StepsOf(int length) => length;

    /// <summary>Draws a sequence.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="length">1 or more.</param>
    /// <param name="symbols">[<see cref="StepsOf"/>], overwritten.</param>
    /// <param name="answers">The same size: 0 … O − 1, or <see cref="Unasked"/>.</param>
    public abstract void Draw(TrialRandom random, int length, Span<int> symbols, Span<int> answers);
}
