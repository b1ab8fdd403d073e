namespace Carousel.Interchange.Networks;

/// <summary>One network of a model on its way through a sequence.</summary>
internal sealed class MemberRun
{
    private readonly StageRun[] _before;
    private readonly StageRun[] _each;
    private readonly StageRun[] _end;
    private readonly PoolingRun? _pooling;
    private readonly float[] _last;
    private bool _isAhead;

    public MemberRun(NetworkMember member, StepArithmetic arithmetic)
    {
        _before = [.. member.Before.Select(s => StageRun.Of(s, arithmetic))];
        _each = [.. member.EachStep.Select(s => StageRun.Of(s, arithmetic))];
        _end = [.. member.OnAnswer.Select(s => StageRun.Of(s, arithmetic))];
        _pooling = member.Pooling is { } pooling ? new PoolingRun(pooling) : null;
        _last = new float[member.EachStep[^1].OutputSize];
    }

    /// <summary>The state before the first step.</summary>
    public void Reset()
    {
        _isAhead = false;
        _pooling?.Reset();
        foreach (StageRun stage in _before.Concat(_each))
        {
            stage.Reset();
        }
    }

    /// <summary>A row of the past.</summary>
    public void StepBefore(ReadOnlySpan<float> input) => Through(_before, input);

    /// <summary>A step.</summary>
    public void Step(ReadOnlySpan<float> input)
    {
        if (!_isAhead)
        {
            foreach ((StageRun from, StageRun to) in _before.Where(s => s.HasState).Zip(_each.Where(s => s.HasState)))
            {
                to.StartFrom(from);
            }

            _isAhead = true;
        }

        Through(_each, input).CopyTo(_last);
        _pooling?.Add(_last);
    }

    /// <summary>The numbers of the last stage.</summary>
    public void Answer(Span<float> values)
    {
        ReadOnlySpan<float> row = _pooling is null ? _last : _pooling.Row();
        (_end.Length == 0 ? row : Through(_end, row)).CopyTo(values);
    }

    private static ReadOnlySpan<float> Through(StageRun[] stages, ReadOnlySpan<float> input)
    {
        ReadOnlySpan<float> row = input;
        foreach (StageRun stage in stages)
        {
            row = stage.Step(stage.Stage.JoinsInput ? (float[])[.. row, .. input] : row);
        }

        return row;
    }
}
