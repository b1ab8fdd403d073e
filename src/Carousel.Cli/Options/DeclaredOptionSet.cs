using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Carousel.Cli.Errors;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Cli.Options;

/// <summary>The options of the command line that a type declares.</summary>
/// <typeparam name="T">The type.</typeparam>
internal sealed class DeclaredOptionSet<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>
    where T : DeclaredOptions, new()
{
    private readonly (OptionDeclaration Declared, Option Option)[] _options;
    private readonly (OptionDeclaration Declared, Argument<string?> Argument)[] _arguments;

    /// <summary>The options of a verb.</summary>
    /// <param name="unset">What applies without an option; null for the declared defaults.</param>
    /// <param name="only">The properties that are options of the verb; none for all.</param>
    public DeclaredOptionSet(string? unset = null, params IReadOnlyList<string> only)
    {
        var fresh = new T();
        ILookup<bool, OptionDeclaration> declared = OptionTable.Of(typeof(T)).Options
            .Where(o => only.Count == 0 || only.Contains(o.Property)).ToLookup(o => o.IsArgument);
        _options = [.. declared[false].Select(o => (o, Make(o, o.Describe(fresh, unset))))];
        _arguments =
        [
            .. declared[true].Select(o => (o, new Argument<string?>(o.Value!)
            {
                Description = o.Describe(fresh),
                Arity = o.IsNeeded ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
            })),
        ];
    }

    /// <summary>
    /// The options under their headings; how cells are written, which is found out nearly always, comes last.
    /// </summary>
    public IReadOnlyList<OptionGroup> Groups =>
    [
        .. _options.GroupBy(o => o.Declared.Group).OrderBy(g => g.Key == CellOptions.Group)
            .Select(g => new OptionGroup(g.Key, [.. g.Select(o => o.Option)])),
    ];

    /// <summary>The options in the order of their declaration.</summary>
    public IReadOnlyList<Option> Options => [.. _options.Select(o => o.Option)];

    /// <summary>What stands behind the data, without a name.</summary>
    public IEnumerable<Argument> Arguments => _arguments.Select(a => a.Argument);

    /// <summary>What the user asks for.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <exception cref="Jobs.Fitting.OptionException">A value is out of its range.</exception>
    /// <exception cref="UsageException">Two options exclude each other.</exception>
    public T Read(ParseResult result)
    {
        var options = new T();
        (OptionDeclaration Declared, Option Option)[] given =
        [
            .. _options.Where(o => result.Has(o.Option)),
        ];
        foreach ((OptionDeclaration declared, Option option) in given)
        {
            if (given.FirstOrDefault(o => declared.Excludes(o.Declared)) is { Option: { } other })
            {
                throw new UsageException($"{option.Name} and {other.Name} exclude each other: pass one of them.");
            }

            declared.Set(options, result.GetResult(option)!.GetValueOrDefault<Given>()!.Value);
        }

        foreach ((OptionDeclaration declared, Option option) in given)
        {
            // Where another option is left to the data, its default in words has the values that it may get.
            if (declared.For?.Split(' ') is [var name, var word]
                && _options.First(o => o.Declared.Name == name).Declared is var other
                && !(other.ValueIn(options) is { } value ? OptionValues.Text(other, value) : other.DefaultOf(options)!)
                    .Contains(word))
            {
                throw new UsageException($"{option.Name} has an effect only with --{declared.For}: leave it out.");
            }
        }

        foreach ((OptionDeclaration declared, Argument<string?> argument) in _arguments)
        {
            declared.Set(options, result.GetValue(argument));
        }

        return options;
    }

    private static Option<Given> Make(OptionDeclaration declared, string description)
    {
        string name = $"--{declared.Name}";
        var option = new Option<Given>(name) { Description = description, Hidden = declared.Refusals.Always };
        if (declared.Alias is { } alias)
        {
            option.Aliases.Add($"--{alias}");
        }

        if (declared.IsSwitch)
        {
            (option.Arity, option.CustomParser) = (ArgumentArity.Zero, _ => new Given(true));
            return option;
        }

        option.HelpName = declared.Value;
        option.Arity = declared.IsRepeatable ? ArgumentArity.OneOrMore : ArgumentArity.ExactlyOne;
        option.CustomParser = result =>
        {
            object? value = null;
            if (result.Tokens.Count > 0
                && declared.Read([.. result.Tokens.Select(t => t.Value)], out value) is { } fault)
            {
                result.AddError($"{name} {fault}");
            }

            return new Given(value);
        };
        return option;
    }

    // The parser takes a null for a value that could not be read.
    private sealed record Given(object? Value);
}
