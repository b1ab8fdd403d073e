using System.Globalization;
using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>Writes simulated customers as a file of events.</summary>
internal static class CustomerCsv
{
    /// <summary>Writes the events as CSV.</summary>
    /// <param name="simulation">The customers.</param>
    /// <param name="writer">Where to.</param>
    public static void WriteCsv(this CustomerSimulation simulation, TextWriter writer)
    {
        EventLog log = simulation.Log;
        writer.Write("customer,time,event,region,minutes,amount\n");
        for (int customer = 0; customer < log.Count; customer++)
        {
            EventSequence events = log[customer];
            for (int e = 0; e < events.Length; e++)
            {
                string time = events.Times[e].ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
                writer.Write(
                    $"{events.Id},{time},{log.Categories[0].Values[events.Category(0)[e]]},"
                    + $"{log.Categories[1].Values[events.Category(1)[e]]},{Text(events.Number(0)[e])},"
                    + $"{Text(events.Number(1)[e])}\n");
            }
        }
    }

    private static string Text(float number) =>
        float.IsNaN(number) ? "" : number.ToString(CultureInfo.InvariantCulture);
}
