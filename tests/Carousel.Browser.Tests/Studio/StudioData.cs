using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Carousel.Browser.Tests.Studio;

/// <summary>Small data of several jobs, as people have them.</summary>
internal static class StudioData
{
    /// <summary>Daily takings of a shop with the traces of a spreadsheet: semicolons, decimal commas, gaps, a text
    /// among the numbers; they fall with the price and rise on holidays.</summary>
    /// <param name="days">How many days.</param>
    public static string MessySales(int days = 420)
    {
        var text = new StringBuilder("Datum;Umsatz;Preis;Feiertag\r\n");
        for (int day = 0; day < days; day++)
        {
            double price = 10 + (day / 30 % 3);
            int holiday = day % 37 == 0 ? 1 : 0;
            double sales = 400 + (90 * Math.Sin(day * Math.Tau / 7)) - (22 * price) + (140 * holiday)
                + (day * 7919 % 101 / 10.0);
            string cell = day % 61 == 5 ? "" : day == 200 ? "n/a" : German(sales);
            string date = new DateOnly(2023, 1, 1).AddDays(day).ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);
            text.Append($"{date};{cell};{German(price)};{holiday}\r\n");
        }

        return text.ToString();

        static string German(double value) =>
            value.ToString("F2", CultureInfo.InvariantCulture).Replace('.', ',');
    }

    /// <summary>Options of a forecast that takes seconds.</summary>
    /// <param name="hidden">How many units.</param>
    /// <param name="target">The column that is forecast.</param>
    public static JsonObject SmallForecast(int hidden, string target = "Umsatz") => new()
    {
        ["target"] = new JsonArray(target),
        ["horizon"] = 7,
        ["missing"] = new JsonArray("", "n/a"),
        ["epochs"] = 1,
        ["hidden"] = hidden,
        ["ensemble"] = 1,
    };

    /// <summary>The same with names that would be markup, formulas or paths.</summary>
    public static string HostileSales() => MessySales().Replace(
        "Umsatz;Preis;Feiertag", $"{Hostile};=cmd()|'x'!A1;../../a&b \"'", StringComparison.Ordinal);

    /// <summary>A name that would run a script where it was taken for markup.</summary>
    public const string Hostile = "<img src=x onerror=window.broken=1>";

    /// <summary>Positive and negative sentences that differ in a word.</summary>
    public static string Reviews()
    {
        string[] good = ["lovely", "great", "fine", "bright"], bad = ["dull", "awful", "poor", "grim"];
        string[] things = ["film", "story", "cast", "music", "ending"];
        var text = new StringBuilder("label\ttext\n");
        for (int index = 0; index < 160; index++)
        {
            string thing = things[index % 5], other = things[(index / 5) % 5];
            string[] words = index % 2 == 0 ? good : bad;
            text.Append(index % 2 == 0 ? "for" : "against")
                .Append($"\tthe {thing} is {words[index / 2 % 4]} and the {other} is {words[index / 8 % 4]}\n");
        }

        return text.ToString();
    }

    /// <summary>Sentences with the part of speech of each word.</summary>
    public static string Tagged()
    {
        string[] nouns = ["cat", "dog", "house", "bird"], verbs = ["sees", "finds", "leaves"];
        var text = new StringBuilder();
        for (int index = 0; index < 150; index++)
        {
            text.Append($"the\tD\n{nouns[index % 4]}\tN\n{verbs[index % 3]}\tV\n")
                .Append($"the\tD\n{nouns[index / 3 % 4]}\tN\n.\tP\n\n");
        }

        return text.ToString();
    }

    /// <summary>Two sensors by the minute; near the end one of them leaves the other.</summary>
    public static string Sensors()
    {
        var text = new StringBuilder("time,left,right\n");
        for (int minute = 0; minute < 1500; minute++)
        {
            double wave = 10 * Math.Sin(minute * Math.Tau / 60), noise = minute * 7919 % 97 / 97.0;
            double fault = minute is > 1430 and < 1445 ? 14 : 0;
            DateTime time = new DateTime(2024, 1, 1).AddMinutes(minute);
            text.Append(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm},")
                .Append(CultureInfo.InvariantCulture, $"{wave + noise:F2},{wave - noise + fault:F2}\n");
        }

        return text.ToString();
    }

    /// <summary>Drawings of two classes: strokes that lie and strokes that stand.</summary>
    public static string Drawings()
    {
        var text = new StringBuilder();
        for (int index = 0; index < 120; index++)
        {
            bool lies = index % 2 == 0;
            int step = 5 + (index % 7);
            string points = string.Join(',', Enumerable.Range(0, 8).Select(
                at => $"[{(lies ? step : at % 2)},{(lies ? at % 2 : step)},{(at == 7 ? 1 : 0)}]"));
            text.Append($$"""{"strokes":[{{points}}],"label":"{{(lies ? "lies" : "stands")}}"}""").Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A table that is too long for a page.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns in addition to the time.</param>
    public static string Wide(int rows, int columns)
    {
        var text = new StringBuilder("time").Append(string.Concat(Enumerable.Range(1, columns).Select(c => $",c{c}")))
            .Append('\n');
        for (int row = 0; row < rows; row++)
        {
            text.Append($"{new DateTime(2010, 1, 1).AddHours(row):yyyy-MM-dd HH:mm}");
            for (int column = 0; column < columns; column++)
            {
                text.Append(',').Append((row * (column + 3)) % 1000);
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
