using Carousel.Interchange.Networks;

namespace Carousel.Interchange.Integers;

/// <summary>One network of a model on its way through a sequence, in whole numbers.</summary>
internal sealed class IntegerMemberRun
{
    private readonly IntegerNetwork _network;
    private readonly IntegerStage? _table;
    private readonly IntegerRecurrentRun[] _before;
    private readonly IntegerRecurrentRun[] _layers;
    private readonly PoolingStage? _pooling;
    private readonly IntegerStage _last;
    private readonly long[] _pooled; // A sum of 16-bit numbers leaves 32 bits after 65,538 steps.
    private readonly short[] _row;
    private int _steps;
    private bool _isAhead;

    public IntegerMemberRun(IntegerNetwork network, NetworkMember member)
    {
        _network = network;
        _table = member.Stages.OfType<EmbeddingStage>().Select(s => network[s]).SingleOrDefault();
        _before = [.. member.Before.OfType<RecurrentStage>().Select(s => new IntegerRecurrentRun(network[s]))];
        _layers = [.. member.Stages.OfType<RecurrentStage>().Select(s => new IntegerRecurrentRun(network[s]))];
        _pooling = member.Pooling;
        _last = network[member.Stages[^1]];
        _row = new short[_last.Source.InputSize];
        _pooled = new long[_layers[^1].H.Length];
    }

    /// <summary>The state before the first step.</summary>
    public void Reset()
    {
        (_steps, _isAhead) = (0, false);
        foreach (IntegerRecurrentRun layer in _before.Concat(_layers))
        {
            layer.Reset();
        }
    }

    /// <summary>A row of the past.</summary>
    public void StepBefore(ReadOnlySpan<short> input) => Through(_before, input);

    /// <summary>A step.</summary>
    /// <param name="input">The numbers; none for a symbol.</param>
    /// <param name="symbol">The symbol.</param>
    public void Step(ReadOnlySpan<short> input, int symbol)
    {
        if (!_isAhead)
        {
            foreach ((IntegerRecurrentRun from, IntegerRecurrentRun to) in _before.Zip(_layers))
            {
                to.StartFrom(from);
            }

            _isAhead = true;
        }

        ReadOnlySpan<short> h = Through(_layers, _table is null ? input : Look(symbol));
        Pool(h);
        if (_last.Source.JoinsInput)
        {
            Join(h, input);
        }
    }

    /// <summary>The numbers of the last stage.</summary>
    public void Answer(Span<int> numbers)
    {
        _last.Bias.CopyTo(numbers);
        _last.W.Multiply(0, _last.Source.JoinsInput ? _row : Row(), numbers);
    }

    /// <summary>A sum over a count, rounded to the nearest, halves away from 0.</summary>
    public static int Divide(long sum, int count) =>
        (int)(sum < 0 ? -((-sum + (count / 2)) / count) : (sum + (count / 2)) / count);

    private static ReadOnlySpan<short> Through(IntegerRecurrentRun[] layers, ReadOnlySpan<short> x)
    {
        foreach (IntegerRecurrentRun layer in layers)
        {
            layer.Step(x);
            x = layer.H;
        }

        return x;
    }

    private short[] Look(int symbol)
    {
        IntegerMatrix table = _table!.W;
        var row = new short[table.Bytes.Columns];
        for (int k = 0; k < row.Length; k++)
        {
            row[k] = (short)FixedPoint.Hold(
                FixedPoint.Shift((long)table.Row(symbol)[k] * table.Multipliers[symbol], table.Shift),
                FixedPoint.MostValue);
        }

        return row;
    }

    private void Pool(ReadOnlySpan<short> h)
    {
        for (int k = 0; k < h.Length; k++)
        {
            _pooled[k] = _steps == 0 || _pooling is null or { Kind: StepPooling.Last } ? h[k]
                : _pooling.Kind == StepPooling.Mean ? _pooled[k] + h[k]
                : Math.Max(_pooled[k], h[k]);
        }

        _steps++;
    }

    private void Join(ReadOnlySpan<short> h, ReadOnlySpan<short> input)
    {
        int shift = FixedPoint.StateBits - _network.InputBits;
        for (int k = 0; k < h.Length; k++)
        {
            _row[k] = (short)(shift == 0 ? h[k] : FixedPoint.Shift(h[k], shift));
        }

        input.CopyTo(_row.AsSpan(h.Length));
    }

    private short[] Row()
    {
        var row = new short[_pooled.Length];
        for (int k = 0; k < row.Length; k++)
        {
            row[k] = (short)(_pooling is { Kind: StepPooling.Mean } ? Divide(_pooled[k], _steps) : _pooled[k]);
        }

        return row;
    }
}
