using Carousel.Networks;

namespace Carousel.Interchange.Networks;

/// <summary>
/// Runs a portable network in single precision, a step at a time, in plain loops: what an engine elsewhere must give.
/// </summary>
/// <remarks>Not thread-safe: one sequence at a time.</remarks>
internal sealed class NetworkRunner
{
    private readonly PortableNetwork _network;
    private readonly StepArithmetic _arithmetic;
    private readonly MemberRun[] _members;
    private readonly float[] _own;

    /// <summary>A runner at the beginning of a sequence.</summary>
    /// <param name="network">The network.</param>
    public NetworkRunner(PortableNetwork network)
        : this(network, new FloatArithmetic())
    {
    }

    /// <summary>A runner that computes in another way.</summary>
    /// <param name="network">The network.</param>
    /// <param name="arithmetic">How products and functions are computed.</param>
    internal NetworkRunner(PortableNetwork network, StepArithmetic arithmetic)
    {
        (_network, _arithmetic) = (network, arithmetic);
        _members = [.. network.Members.Select(m => new MemberRun(m, arithmetic))];
        _own = new float[network.AnswerSize];
    }

    /// <summary>Forgets what was read: the next step is the first of a sequence.</summary>
    public void Reset()
    {
        foreach (MemberRun member in _members)
        {
            member.Reset();
        }
    }

    /// <summary>Reads a row of the past, for the stages of the past.</summary>
    /// <param name="input">[J], as scaled for the network.</param>
    public void ReadBefore(ReadOnlySpan<float> input)
    {
        foreach (MemberRun member in _members)
        {
            member.StepBefore(input);
        }
    }

    /// <summary>
    /// Reads a step. After rows of the past it is the first step ahead, and the recurrent stages start from the states
    /// that the past left.
    /// </summary>
    /// <param name="input">[I], as scaled for the network; the number of a symbol.</param>
    public void Step(ReadOnlySpan<float> input)
    {
        foreach (MemberRun member in _members)
        {
            member.Step(input);
        }
    }

    /// <summary>What the networks say after the steps read so far, one at least: the mean of their answers.</summary>
    /// <param name="answer">[AnswerSize], overwritten: probabilities, or numbers as the network scales them.</param>
    public void Answer(Span<float> answer)
    {
        answer.Clear();
        foreach (MemberRun member in _members)
        {
            member.Answer(_own);
            AnswerRule.OfMember(_network.Answer, _arithmetic, _own);
            for (int k = 0; k < _own.Length; k++)
            {
                answer[k] += _own[k] / _members.Length;
            }
        }

        AnswerRule.OfAll(_network.Answer, answer);
    }

    /// <summary>The answers to a sequence.</summary>
    /// <param name="sequence">As the network reads it.</param>
    /// <returns>[steps, AnswerSize]; [AnswerSize], after the last step, where steps are pooled.</returns>
    public float[] Run(PortableSequence sequence)
    {
        Reset();
        int before = _network.InputBefore?.Values.Count ?? 1, size = _network.Input.Values.Count,
            answers = _network.AnswerSize, steps = sequence.Input.Length / size;
        for (int t = 0; t < sequence.Before.Length / before; t++)
        {
            ReadBefore(sequence.Before.AsSpan(t * before, before));
        }

        bool isPooled = _network.Members[0].Pooling is not null;
        var all = new float[(isPooled ? 1 : steps) * answers];
        for (int t = 0; t < steps; t++)
        {
            Step(sequence.Input.AsSpan(t * size, size));
            if (!isPooled || t == steps - 1)
            {
                Answer(all.AsSpan(isPooled ? 0 : t * answers, answers));
            }
        }

        return all;
    }
}
