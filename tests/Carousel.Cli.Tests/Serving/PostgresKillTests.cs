using Carousel.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Carousel.Cli.Tests.Serving;

/// <summary>The same as <see cref="KillTests"/> with sessions in PostgreSQL.</summary>
public sealed class PostgresKillTests(PostgresServer database)
{
    [Fact]
    public Task Serve_LosesNoStep_WhenItIsKilled() =>
        KillTests.KillAsync(kills: 2, ["--store", database.CreateDatabase()]);

    [Fact]
    [Trait("Speed", "Slow")]
    public Task Serve_LosesNoStep_HoweverOftenItIsKilled() =>
        KillTests.KillAsync(KillTests.KillsByHand, ["--store", database.CreateDatabase()]);
}
