using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Carousel.Studio.Tests;

/// <summary>Data from which a tiny network learns in a second or two, and the options that make it tiny.</summary>
internal static class TinyData
{
    /// <summary>Days with a week in them, and a price that is known ahead.</summary>
    public static string Series(int rows = 120)
    {
        var text = new StringBuilder("day,price,sold\n");
        var day = new DateTime(2024, 1, 1);
        for (int r = 0; r < rows; r++)
        {
            double price = 2 + (r % 5 * 0.25), sold = 40 + (10 * Math.Sin(2 * Math.PI * r / 7)) - (5 * price) + (r % 3);
            text.Append(string.Create(
                CultureInfo.InvariantCulture, $"{day.AddDays(r):yyyy-MM-dd},{price},{sold:0.###}\n"));
        }

        return text.ToString();
    }

    public static JsonObject SeriesOptions => new()
    {
        ["target"] = new JsonArray("sold"),
        ["known"] = new JsonArray("price"),
        ["horizon"] = 3,
        ["lookback"] = 14,
        ["hidden"] = 4,
        ["epochs"] = 2,
        ["ensemble"] = 1,
        ["methods"] = new JsonArray("network"),
    };

    /// <summary>As <see cref="SeriesOptions"/>, long enough to be met on its way.</summary>
    public static JsonObject LongOptions => new()
    {
        ["target"] = new JsonArray("sold"),
        ["horizon"] = 3,
        ["lookback"] = 14,
        ["hidden"] = 48,
        ["layers"] = 2,
        ["batch"] = 2,
        ["epochs"] = 60,
        ["learning-rate"] = 0.0003,
        ["ensemble"] = 1,
    };

    /// <summary>Texts of two classes.</summary>
    public static string Texts()
    {
        var text = new StringBuilder("label\ttext\n");
        for (int r = 0; r < 60; r++)
        {
            text.Append(r % 2 == 0
                ? $"good\ta fine and lovely film number {r % 7} with joy\n"
                : $"bad\ta dull and dreary film number {r % 5} without end\n");
        }

        return text.ToString();
    }

    /// <summary>Sentences of tokens with labels.</summary>
    public static string Tokens()
    {
        var text = new StringBuilder();
        string[] nouns = ["cat", "dog", "house", "tree"], verbs = ["sees", "likes", "finds"];
        for (int s = 0; s < 60; s++)
        {
            text.Append(CultureInfo.InvariantCulture, $"the\tDET\n{nouns[s % 4]}\tNOUN\n{verbs[s % 3]}\tVERB\n")
                .Append(CultureInfo.InvariantCulture, $"the\tDET\n{nouns[(s + 1) % 4]}\tNOUN\n\n");
        }

        return text.ToString();
    }

    /// <summary>Minutes of a sensor with a few that are odd.</summary>
    public static string Sensor()
    {
        var text = new StringBuilder("time,load,anomaly\n");
        var time = new DateTime(2024, 1, 1);
        for (int r = 0; r < 300; r++)
        {
            bool isOdd = r is >= 250 and < 255;
            double load = isOdd ? 9 : 2 + Math.Sin(2 * Math.PI * r / 12) + (r % 3 * 0.1);
            text.Append(string.Create(
                CultureInfo.InvariantCulture,
                $"{time.AddMinutes(r):yyyy-MM-dd HH:mm},{load:0.###},{(isOdd ? 1 : 0)}\n"));
        }

        return text.ToString();
    }
}
