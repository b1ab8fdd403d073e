/// <summary>
/// What both programs train on: a text of 65 symbols in 64 streams, and a series whose windows begin anywhere. The
/// time of a step does not depend on the values.
/// </summary>
internal sealed class LoopData
{
    public const int Batch = 64, Symbols = 65, Characters = 64, Lookback = 96, Horizon = 24;
    public const int LanguageUnits = 128, ForecastUnits = 64;
    public const double LongestGradient = 5;

    private const int Stream = 16_384;
    private readonly Random _random = new(1);
    private readonly byte[] _text;
    private readonly float[] _series;
    private int _position = -Characters;

    public LoopData()
    {
        _text = new byte[Batch * Stream];
        for (int i = 0; i < _text.Length; i++)
        {
            _text[i] = (byte)_random.Next(Symbols);
        }

        _series = [.. Enumerable.Range(0, Stream).Select(i => MathF.Sin(i * MathF.Tau / 24) + _random.NextSingle())];
    }

    /// <summary>The next 64 characters of each stream and those that follow them, time first.</summary>
    /// <returns>Whether the streams begin again.</returns>
    public bool Read<T>(T[] characters, T[] next)
        where T : System.Numerics.INumberBase<T>
    {
        _position += Characters;
        if (_position + Characters + 1 >= Stream)
        {
            _position = 0;
        }

        for (int t = 0; t < Characters; t++)
        {
            for (int b = 0; b < Batch; b++)
            {
                int place = (b * Stream) + _position + t;
                characters[(t * Batch) + b] = T.CreateChecked(_text[place]);
                next[(t * Batch) + b] = T.CreateChecked(_text[place + 1]);
            }
        }

        return _position == 0;
    }

    /// <summary>64 windows, time first, and the 24 values after each.</summary>
    public void Draw(float[] past, float[] future)
    {
        for (int b = 0; b < Batch; b++)
        {
            int first = _random.Next(_series.Length - Lookback - Horizon);
            for (int t = 0; t < Lookback; t++)
            {
                past[(t * Batch) + b] = _series[first + t];
            }

            _series.AsSpan(first + Lookback, Horizon).CopyTo(future.AsSpan(b * Horizon));
        }
    }
}
