using Carousel.Networks;

namespace Carousel.Interchange.Integers;

/// <summary>Runs a network in whole numbers, as the C of it does: the same numbers.</summary>
internal sealed class IntegerRunner
{
    private readonly IntegerNetwork _network;
    private readonly IntegerMemberRun[] _members;
    private readonly int[] _own;
    private readonly long[] _sums;

    /// <summary>A runner at the beginning of a sequence.</summary>
    public IntegerRunner(IntegerNetwork network)
    {
        _network = network;
        _members = [.. network.Network.Members.Select(m => new IntegerMemberRun(network, m))];
        _own = new int[network.Network.AnswerSize];
        _sums = new long[_own.Length];
    }

    /// <summary>The answers to a sequence.</summary>
    /// <param name="sequence">As the network reads it in single precision.</param>
    /// <returns>[steps, AnswerSize]; [AnswerSize], after the last step, where steps are pooled.</returns>
    public int[] Run(PortableSequence sequence)
    {
        foreach (IntegerMemberRun member in _members)
        {
            member.Reset();
        }

        bool isSymbols = _network.Network.Input.Symbols.Count > 0,
            isPooled = _network.Network.Members[0].Pooling is not null;
        int size = _network.Network.Input.Values.Count, past = _network.Network.InputBefore?.Values.Count ?? 1;
        short[] before = IntegerNetwork.Whole(sequence.Before, _network.PastBits),
            input = isSymbols ? [] : IntegerNetwork.Whole(sequence.Input, _network.InputBits);
        for (int t = 0; t < before.Length / past; t++)
        {
            foreach (IntegerMemberRun member in _members)
            {
                member.StepBefore(before.AsSpan(t * past, past));
            }
        }

        int steps = sequence.Input.Length / size;
        var answers = new List<int>();
        for (int t = 0; t < steps; t++)
        {
            foreach (IntegerMemberRun member in _members)
            {
                member.Step(isSymbols ? [] : input.AsSpan(t * size, size), isSymbols ? (int)sequence.Input[t] : 0);
            }

            if (!isPooled || t == steps - 1)
            {
                answers.AddRange(Answer());
            }
        }

        return [.. answers];
    }

    /// <summary>The mean of the networks' answers.</summary>
    private int[] Answer()
    {
        PortableAnswer rule = _network.Network.Answer;
        Array.Clear(_sums);
        foreach (IntegerMemberRun member in _members)
        {
            member.Answer(_own);
            OfMember(rule);
            for (int k = 0; k < _own.Length; k++)
            {
                _sums[k] += _own[k];
            }
        }

        var answer = new int[_own.Length];
        for (int k = 0; k < answer.Length; k++)
        {
            answer[k] = IntegerMemberRun.Divide(_sums[k], _members.Length);
        }

        if (rule.Quantiles is { } quantiles)
        {
            Widen(answer, quantiles, _network.QuantileOffsets);
        }

        return answer;
    }

    private void OfMember(PortableAnswer rule)
    {
        if (rule.Function == PortableFunction.Softmax)
        {
            FixedPoint.Softmax(_own, _network.SoftmaxFactor);
        }
        else if (rule.Function == PortableFunction.Logistic)
        {
            foreach (ref int value in _own.AsSpan())
            {
                value = FixedPoint.Logistic(value);
            }
        }
        else if (rule.Quantiles is { } quantiles)
        {
            for (int first = 0; first < _own.Length; first += quantiles.Count)
            {
                Array.Sort(_own, first, quantiles.Count);
            }
        }
    }

    private static void Widen(int[] values, PortableQuantiles quantiles, int[] offsets)
    {
        for (int first = 0; first < values.Length; first += quantiles.Count)
        {
            int median = values[first + quantiles.Median];
            for (int q = 0; q < quantiles.Count; q++)
            {
                int moved = values[first + q] + offsets[first + q];
                values[first + q] = q < quantiles.Median ? Math.Min(moved, median) : Math.Max(moved, median);
            }

            Array.Sort(values, first, quantiles.Count);
        }
    }
}
