using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Lanes;

/// <summary>
/// As many copies of one network as a vector has lanes, each with its own weights and its own sequence, stepped
/// together.
/// </summary>
/// <remarks>
/// A lane does not depend on other lanes: its bits are equal in any lane, with any neighbours and on every vector
/// width.
/// </remarks>
internal abstract unsafe class LaneNetwork : IDisposable
{
    /// <summary>L: copies.</summary>
    public abstract int Lanes { get; }

    /// <summary>I: input units.</summary>
    public abstract int Inputs { get; }

    /// <summary>O: output units.</summary>
    public abstract int Outputs { get; }

    /// <summary>Whether a step's input is a symbol rather than I numbers.</summary>
    public abstract bool TakesSymbols { get; }

    /// <summary>Adjustable weights of one copy.</summary>
    public abstract int WeightCount { get; }

    /// <summary>
    /// Steps without input, symbol −1 or zeros, that a sequence begins with: with 1, the output after step j + 1
    /// answers input j.
    /// </summary>
    public virtual int LeadingSteps => 0;

    /// <summary>[I, L], the next step's inputs, for networks of numbers.</summary>
    public abstract float* InputValues { get; }

    /// <summary>[L], the next step's symbols, −1 for none, for networks of symbols.</summary>
    public abstract int* InputSymbols { get; }

    /// <summary>[O, L], the outputs after <see cref="Step"/>.</summary>
    public abstract float* OutputValues { get; }

    /// <summary>
    /// [O, L], t − y for the lanes that learn, 0 for the others; <see cref="Learn"/> reads it and clears it.
    /// </summary>
    public abstract float* OutputErrors { get; }

    /// <summary>[L], each lane's learning rate; 0 leaves its weights unchanged.</summary>
    public abstract float* Rates { get; }

    /// <summary>Draws a lane's weights again and resets it.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="random">The trial's numbers for its weights.</param>
    public abstract void Initialize(int lane, TrialRandom random);

    /// <summary>Sets a lane's states, activations and kept derivatives to 0: a sequence starts.</summary>
    /// <param name="lane">The lane.</param>
    public abstract void Reset(int lane);

    /// <summary>Adds what waits, in a lane: sequential addition of memory cells.</summary>
    /// <param name="lane">The lane.</param>
    /// <returns>Whether there was anything to add.</returns>
    public virtual bool Extend(int lane) => false;

    /// <summary>One step of every lane.</summary>
    public abstract void Step();

    /// <summary>Steps of every lane in a row, for networks of numbers.</summary>
    /// <param name="inputs">[count, I, L].</param>
    /// <param name="count">Steps.</param>
    /// <param name="readsOutputs">Whether the outputs of the last step are read, or learned from; those of the others
    /// are not.</param>
    public virtual void Steps(float* inputs, int count, bool readsOutputs)
    {
        int length = Inputs * Lanes;
        for (int k = 0; k < count; k++)
        {
            new ReadOnlySpan<float>(inputs + ((long)k * length), length).CopyTo(new Span<float>(InputValues, length));
            Step();
        }
    }

    /// <summary>Steps of every lane in a row, for networks of symbols.</summary>
    /// <param name="symbols">[count, L].</param>
    /// <param name="count">Steps.</param>
    /// <param name="readsOutputs">Whether the outputs of the last step are read, or learned from; those of the others
    /// are not.</param>
    public virtual void Steps(int* symbols, int count, bool readsOutputs)
    {
        for (int k = 0; k < count; k++)
        {
            new ReadOnlySpan<int>(symbols + ((long)k * Lanes), Lanes).CopyTo(new Span<int>(InputSymbols, Lanes));
            Step();
        }
    }

    /// <summary>One change of the weights of the lanes that have errors, from the step just made.</summary>
    public abstract void Learn();

    /// <summary>Copies a lane's weights out, in the network's order.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="weights">[WeightCount], overwritten.</param>
    public abstract void ReadWeights(int lane, Span<float> weights);

    /// <summary>Sets a lane's weights.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="weights">[WeightCount], in the network's order.</param>
    public abstract void WriteWeights(int lane, ReadOnlySpan<float> weights);

    /// <summary>
    /// Sets a lane to rest: weights and states 0, so that a lane without a trial computes nothing but zeros.
    /// </summary>
    /// <param name="lane">The lane.</param>
    public void Rest(int lane)
    {
        WriteWeights(lane, new float[WeightCount]);
        Reset(lane);
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}
