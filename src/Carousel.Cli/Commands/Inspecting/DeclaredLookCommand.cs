using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Carousel.Cli.Options;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Options;

namespace Carousel.Cli.Commands;

/// <summary>One look, whose options a type declares.</summary>
/// <typeparam name="TOptions">The type.</typeparam>
/// <param name="name">The verb.</param>
/// <param name="summary">What it does, in a few words.</param>
/// <param name="example">A command line that works.</param>
/// <param name="look">Makes the look.</param>
internal sealed class DeclaredLookCommand<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
    string name, string summary, string example, Func<TOptions, Look> look) : InspectionCommand(name, summary, example)
    where TOptions : DeclaredOptions, new()
{
    private readonly DeclaredOptionSet<TOptions> _options = new();

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own => _options.Groups;

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject) =>
        [look(_options.Read(result))];
}
