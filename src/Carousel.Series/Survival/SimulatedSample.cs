using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>The bundled log of simulated customers.</summary>
internal static class SimulatedSample
{
    /// <summary>How messages call it.</summary>
    public const string Name = "samples/simulated_customers.csv.gz";

    /// <summary>The event after which a customer is no longer observed.</summary>
    public const string Censor = "moved";

    /// <summary>Reads the log.</summary>
    /// <param name="options">The columns and forms; null finds all of them.</param>
    /// <returns>The events.</returns>
    /// <exception cref="Data.DataFormatException">It is not there, or cannot be read as asked.</exception>
    public static EventLog Read(EventReadOptions? options = null)
    {
        using TextReader reader = TextFile.Open(SampleFile.Find(Name));
        return EventReader.ReadCsv(reader, Name, options);
    }
}
