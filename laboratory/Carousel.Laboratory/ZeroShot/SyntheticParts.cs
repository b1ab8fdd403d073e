using Carousel.Jobs.Fitting;

namespace Carousel.Laboratory.ZeroShot;

/// <summary>The parts of which synthetic series are made. Each adds to the values that it is given.</summary>
internal static class SyntheticParts
{
    private static readonly double[] _periods =
        [4, 5, 7, 12, 24, 48, 52, 96, 168, 30.4, 6, 10, 144, 336, 8, 3, 288, 365.25];
    private static readonly double[] _oftenPeriods = [4, 1, 9, 12, 22, 4, 4, 4, 8, 2, 1, 1, 1, 1, 1, 0.5, 1, 2];
    private static readonly double[] _days = [24, 24, 24, 12, 48, 96, 8, 1, 1];
    private static readonly double[] _trendKinds = [0.25, 0.10, 0.15, 0.15, 0.25, 0.10];
    private static readonly int[] _months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>The length of a season in steps: one that calendars have, or any from 2.5 to 400.</summary>
    /// <param name="draws">Random numbers.</param>
    public static double Period(SimulationDraws draws) =>
        draws.Chance(0.3) ? draws.LogWithin(2.5, 400) : _periods[draws.Pick(_oftenPeriods)];

    /// <summary>A season of a random shape, which in a quarter of the cases turns into another one.</summary>
    /// <param name="draws">Random numbers.</param>
    /// <param name="size">What it is multiplied by.</param>
    /// <param name="values">The values.</param>
    public static void AddSeason(SimulationDraws draws, double size, Span<float> values)
    {
        double period = Period(draws), phase = draws.Uniform();
        Waveform shape = Waveform.Draw(draws), later = draws.Chance(0.25) ? Waveform.Draw(draws) : shape;
        float[] turn = new float[later == shape ? 0 : values.Length];
        draws.Smooth(turn);
        for (int t = 0; t < values.Length; t++)
        {
            double at = (t / period) + phase, value = shape.At(at);
            if (turn.Length > 0)
            {
                double share = 1 / (1 + Math.Exp(-4 * turn[t]));
                value = ((1 - share) * value) + (share * later.At(at));
            }

            values[t] += (float)(size * value);
        }
    }

    /// <summary>
    /// Days in weeks: weekends of another shape and level, weekdays that differ, holidays like weekends, days that are
    /// closed, days that are larger than others, and in a quarter of the cases months of unequal length.
    /// </summary>
    /// <param name="draws">Random numbers.</param>
    /// <param name="values">The values.</param>
    public static void AddCalendar(SimulationDraws draws, Span<float> values)
    {
        int day = (int)_days[draws.Below(_days.Length)], start = draws.Below(2000), free = draws.Chance(0.25) ? 1 : 2;
        Waveform work = Waveform.Draw(draws), rest = work.Mixed(Waveform.Draw(draws), Math.Pow(draws.Uniform(), 2));
        double low = draws.Chance(0.8) ? draws.Within(-1.5, 0.7) : 0, own = draws.Within(0, 0.3),
            restSize = draws.Within(0.3, 1.1), holiday = draws.Chance(0.5) ? 0.02 : 0,
            daySize = 0.2 * Math.Pow(draws.Uniform(), 2), dayLevel = 0.6 * Math.Pow(draws.Uniform(), 3),
            month = draws.Chance(0.25) ? draws.LogWithin(0.1, 1) : 0;
        bool isClosed = draws.Chance(0.1);
        double[] weekday = [.. Enumerable.Range(0, 7).Select(_ => own * draws.Normal())],
            months = [.. Enumerable.Range(0, 12).Select(_ => month * draws.Normal())];
        int present = -1, monthOfYear = draws.Below(12), dayOfMonth = draws.Below(28);
        bool isFree = false;
        double larger = 0, payday = month * draws.Normal();
        for (int t = 0; t < values.Length; t++)
        {
            int number = (t + start) / day;
            if (number != present)
            {
                present = number;
                isFree = number % 7 < free || draws.Chance(holiday);
                larger = draws.Normal();
                if (++dayOfMonth > _months[monthOfYear])
                {
                    (dayOfMonth, monthOfYear) = (1, (monthOfYear + 1) % 12);
                }
            }

            double phase = (double)((t + start) % day) / day, value = isFree
                ? (isClosed ? -3 : (restSize * rest.At(phase)) + low) : work.At(phase);
            value += isClosed && isFree ? 0
                : weekday[number % 7] + months[monthOfYear] + (dayOfMonth == 1 ? payday : 0) + (dayLevel * larger);
            values[t] += (float)(value * (1 + (daySize * larger)));
        }
    }

    /// <summary>A trend: a line, a bend, a line with kinks, a step, a random walk, or a smooth curve.</summary>
    /// <param name="draws">Random numbers.</param>
    /// <param name="size">What it is multiplied by.</param>
    /// <param name="values">The values.</param>
    public static void AddTrend(SimulationDraws draws, double size, Span<float> values)
    {
        int kind = draws.Pick(_trendKinds), n = values.Length;
        double slope = draws.Normal(), bend = draws.Within(0.5, 5), steep = draws.Within(2, 20),
            middle = draws.Within(-1, 1), level = 0, rate = 0;
        float[] curve = new float[kind == 5 ? n : 0];
        draws.Smooth(curve);
        for (int t = 0; t < n; t++)
        {
            double u = (2.0 * t / (n - 1)) - 1;
            rate += kind == 2 && draws.Chance(4.0 / n) ? 4 * draws.Normal() / n : 0;
            level += kind == 2 ? rate : kind == 4 ? 2 * draws.Normal() / Math.Sqrt(n) : 0;
            values[t] += (float)(size * kind switch
            {
                0 => slope * u,
                1 => Math.Sign(slope) * (1 - Math.Exp(-bend * (u + 1))),
                3 => Math.Sign(slope) / (1 + Math.Exp(-steep * (u - middle))),
                5 => curve[t],
                _ => level,
            });
        }
    }

    /// <summary>A Gaussian process by random waves (Rahimi and Recht 2007), of two length scales.</summary>
    /// <param name="draws">Random numbers.</param>
    /// <param name="size">What it is multiplied by.</param>
    /// <param name="values">The values.</param>
    public static void AddGaussianProcess(SimulationDraws draws, double size, Span<float> values)
    {
        float[] slow = Waves(draws, 12, values.Length), fast = Waves(draws, 8, values.Length);
        bool isSum = draws.Chance(0.5);
        for (int t = 0; t < values.Length; t++)
        {
            values[t] += (float)(size * (isSum ? slow[t] + (0.5 * fast[t]) : slow[t] * (1 + fast[t])));
        }
    }

    /// <summary>Levels that shift at random times.</summary>
    /// <param name="draws">Random numbers.</param>
    /// <param name="size">The size of a shift.</param>
    /// <param name="values">The values.</param>
    public static void AddShifts(SimulationDraws draws, double size, Span<float> values)
    {
        double level = 0;
        for (int t = 0; t < values.Length; t++)
        {
            level += draws.Chance(2.0 / values.Length) ? size * draws.Normal() : 0;
            values[t] += (float)level;
        }
    }

    private static float[] Waves(SimulationDraws draws, int count, int n)
    {
        double scale = draws.Between(2, n);
        bool isRough = draws.Chance(0.4);
        var values = new float[n];
        for (int k = 0; k < count; k++)
        {
            double rate = draws.Normal() / scale * (isRough ? 1 / Math.Sqrt(draws.Gamma(1.5)) : 1),
                phase = 2 * Math.PI * draws.Uniform(), size = Math.Sqrt(2.0 / count);
            for (int t = 0; t < n; t++)
            {
                values[t] += (float)(size * Math.Cos((rate * t) + phase));
            }
        }

        return values;
    }
}
