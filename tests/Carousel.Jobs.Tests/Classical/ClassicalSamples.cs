using System.Text.Json;
using Carousel.Classical;

namespace Carousel.Jobs.Tests.Classical;

/// <summary>Series of the tests of classical models.</summary>
internal static class ClassicalSamples
{
    /// <summary>Monthly airline passengers in thousands, 1949 to 1960 (Box and Jenkins 1970, series G).</summary>
    public static double[] Passengers { get; } =
    [
        112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133,
        114, 140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166, 171, 180, 193, 181, 183, 218, 230, 242,
        209, 191, 172, 194, 196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201, 204, 188, 235, 227, 234, 264,
        302, 293, 259, 229, 203, 229, 242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313,
        318, 374, 413, 405, 355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336, 340, 318,
        362, 348, 363, 435, 491, 505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405,
        417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432,
    ];

    /// <summary>The same in natural logarithms.</summary>
    public static double[] LogPassengers { get; } = [.. Passengers.Select(value => Math.Log(value))];

    /// <summary>The golden file of statsmodels.</summary>
    public static JsonElement Golden { get; } = Read();

    /// <summary>Numbers of a golden file; null is NaN.</summary>
    public static double[] Numbers(JsonElement row, string name) =>
    [
        .. row.GetProperty(name).EnumerateArray()
            .Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble()),
    ];

    /// <summary>The orders of a case.</summary>
    public static ArimaOrders Orders(JsonElement row)
    {
        int[] o = [.. row.GetProperty("orders").EnumerateArray().Select(value => value.GetInt32())];
        return new ArimaOrders(o[0], o[1], o[2], o[3], o[4], o[5], o[6], row.GetProperty("hasMean").GetBoolean());
    }

    /// <summary>Rows of a part of the golden file as data of a theory.</summary>
    public static TheoryData<string> Names(string part) =>
        [.. Golden.GetProperty(part).EnumerateArray().Select(row => row.GetProperty("name").GetString()!)];

    /// <summary>A row by its name.</summary>
    public static JsonElement Row(string part, string name) =>
        Golden.GetProperty(part).EnumerateArray().Single(row => row.GetProperty("name").GetString() == name);

    /// <summary>Nearly normal numbers: sums of twelve numbers of a linear congruential generator.</summary>
    public static double[] Noise(long seed, int count)
    {
        double[] values = new double[count];
        for (int t = 0; t < count; t++)
        {
            values[t] = -6;
            for (int k = 0; k < 12; k++)
            {
                seed = ((1103515245 * seed) + 12345) % 2147483648;
                values[t] += seed / 2147483648.0;
            }
        }

        return values;
    }

    private static JsonElement Read()
    {
        string file = Testing.Parity.File("golden/classical-arima.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.Clone();
    }
}
