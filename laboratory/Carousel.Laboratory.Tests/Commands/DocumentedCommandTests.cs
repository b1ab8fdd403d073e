using Carousel.Cli.Tests.Documentation;
using Carousel.Lab;

namespace Carousel.Laboratory.Tests.Commands;

/// <summary>Every command line of <c>carousel-lab</c> that a page shows is understood.</summary>
public sealed class DocumentedCommandTests
{
    [Fact]
    public void Commands_AreUnderstood()
    {
        DocumentedCommand[] all =
            [.. DocumentedCommand.All.Where(c => c.Words is [DocumentedCommand.Laboratory, ..])];
        Assert.True(all.Length > 20, $"Only {all.Length} commands were found.");
        Assert.All(all, c => Assert.Null(DocumentedCommand.Error(c.Words, [new LaboratoryCommand()])));
    }
}
