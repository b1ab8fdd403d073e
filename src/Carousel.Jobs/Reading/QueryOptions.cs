using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>A query of a database instead of a file. The library takes the rows of any data reader
/// (<c>SeriesReader.Read</c>); the command line asks PostgreSQL.</summary>
public sealed record QueryOptions : DeclaredOptions
{
    /// <summary>The query, whose columns are known by their names; null for a file.</summary>
    [OptionGroup("Database")]
    [Option("PostgreSQL query whose rows are read instead of a file.", Name = "from-sql", Value = "select")]
    public string? Sql { get; init; }

    /// <summary>How the database is reached, as Npgsql has it.</summary>
    [Option(
        "Connection string 'Host=…;Username=…;Database=…'; password in PGPASSWORD or a .pgpass file.",
        Value = "connection")]
    public string? Database { get; init; }
}
