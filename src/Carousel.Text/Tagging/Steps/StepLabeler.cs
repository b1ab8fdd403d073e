using Carousel.Autograd;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Streaming;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Tagging;

/// <summary>
/// Labels the steps of one sequence of numbers one by one. The state is that of the recurrent layers: an answer has
/// the bits of a run over the whole sequence.
/// </summary>
/// <remarks>Not thread-safe; valid as long as the tagger.</remarks>
internal sealed class StepLabeler : IDisposable
{
    private readonly TagParts _parts;
    private readonly StreamingSession[] _sessions;
    private readonly float[] _input;
    private readonly float[][] _scores;

    /// <summary>A labeller at the start of a sequence.</summary>
    /// <param name="backend">Where the networks were built.</param>
    /// <param name="model">The networks.</param>
    /// <param name="parts">Labels and scales.</param>
    /// <exception cref="SteppingException">The tagger needs later steps to label a step.</exception>
    public StepLabeler(Backend backend, TagModel model, TagParts parts)
    {
        if (parts.Design.Channels == 0)
        {
            throw new SteppingException(
                "The model labels the tokens of whole sentences: use carousel predict with a file of them.");
        }

        if (parts.Design.IsChain || !model.First.Reader.IsCausal)
        {
            throw new SteppingException(
                "The model labels each step using later steps: use carousel predict with a table, or train a "
                + "causal tagger.");
        }

        _parts = parts;
        _sessions = [.. model.Members.Select(m => new StreamingSession(backend, new Stack([m.Reader, m.Output])))];
        _input = new float[parts.Design.Channels];
        _scores = [.. _sessions.Select(_ => new float[parts.Vocabularies.Labels.Count])];
    }

    /// <summary>How many steps were taken since the start of the sequence.</summary>
    public long Steps => _sessions[0].Steps;

    /// <summary>How many bytes a saved state has.</summary>
    public int StateBytes => _sessions.Sum(s => s.StateBytes);

    /// <summary>Takes a step and labels it.</summary>
    /// <param name="numbers">[channels].</param>
    public StepLabel Step(ReadOnlySpan<float> numbers)
    {
        for (int c = 0; c < _input.Length; c++)
        {
            _input[c] = (numbers[c] - _parts.Scaling.Means[c]) / _parts.Scaling.Scales[c];
        }

        for (int m = 0; m < _sessions.Length; m++)
        {
            _sessions[m].Step(_input, _scores[m]);
        }

        float[] scores = TagModel.Mean(_scores);
        int likeliest = Likeliest.Of(scores);
        double logarithm = Probabilities.LogSoftmax(scores, likeliest);
        return new StepLabel(Steps, _parts.Vocabularies.Labels.Entries[likeliest], Math.Exp(logarithm));
    }

    /// <summary>Goes back to the start of a sequence.</summary>
    public void Reset()
    {
        foreach (StreamingSession session in _sessions)
        {
            session.Reset();
        }
    }

    /// <summary>Writes the state.</summary>
    /// <param name="state">[<see cref="StateBytes"/>], overwritten.</param>
    public void Save(Span<byte> state)
    {
        foreach (StreamingSession session in _sessions)
        {
            session.Save(state[..session.StateBytes]);
            state = state[session.StateBytes..];
        }
    }

    /// <summary>Restores a saved state.</summary>
    /// <param name="state">[<see cref="StateBytes"/>].</param>
    /// <exception cref="StreamingStateException">It is not a state of this model.</exception>
    public void Restore(ReadOnlySpan<byte> state)
    {
        foreach (StreamingSession session in _sessions)
        {
            session.Restore(state[..session.StateBytes]);
            state = state[session.StateBytes..];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (StreamingSession session in _sessions)
        {
            session.Dispose();
        }
    }
}

/// <summary>The label of a step.</summary>
/// <param name="Step">Its number in the sequence, from 1.</param>
/// <param name="Label">The likeliest label.</param>
/// <param name="Probability">How probable it is.</param>
internal readonly record struct StepLabel(long Step, string Label, double Probability)
{
    /// <summary>The probability to six places, as answers show it.</summary>
    public double Rounded => Math.Round(Probability, 6);

    /// <summary>The same as text.</summary>
    public string ProbabilityText => Invariant.Of($"{Rounded}");
}
