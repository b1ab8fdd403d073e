using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Carousel.Tasks.Options;

namespace Carousel.Cli.Options;

/// <summary>The options of the command line that a type declares.</summary>
/// <typeparam name="T">The type.</typeparam>
internal sealed class DeclaredOptionSet<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>
    where T : DeclaredOptions, new()
{
    private readonly (OptionDeclaration Declared, Option Option)[] _options;

    public DeclaredOptionSet()
    {
        var fresh = new T();
        _options = [.. OptionTable.Of(typeof(T)).Options.Select(o => (o, Make(o, o.Describe(fresh))))];
    }

    /// <summary>The options under their headings.</summary>
    public IReadOnlyList<OptionGroup> Groups =>
        [.. _options.GroupBy(o => o.Declared.Group).Select(g => new OptionGroup(g.Key, [.. g.Select(o => o.Option)]))];

    /// <summary>What the user asks for.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="begin">Options to begin with; null for those that nobody changed.</param>
    /// <exception cref="Tasks.Fitting.OptionException">A value is out of its range.</exception>
    public T Read(ParseResult result, T? begin = null)
    {
        T options = begin is null ? new T() : begin with { };
        foreach ((OptionDeclaration declared, Option option) in _options)
        {
            if (result.GetResult(option) is { Implicit: false } given)
            {
                declared.Set(options, given.GetValueOrDefault<object?>());
            }
        }

        return options;
    }

    private static Option<object?> Make(OptionDeclaration declared, string description)
    {
        string name = $"--{declared.Name}";
        return declared.IsSwitch
            ? new Option<object?>(name) { Description = description, Arity = ArgumentArity.Zero, CustomParser = _ => true }
            : new Option<object?>(name)
            {
                Description = description,
                HelpName = declared.Value,
                Arity = ArgumentArity.ExactlyOne,
                CustomParser = result =>
                {
                    object? value = null;
                    if (result.Tokens.Count > 0 && declared.Read(result.Tokens[^1].Value, out value) is { } fault)
                    {
                        result.AddError($"{name} {fault}");
                    }

                    return value;
                },
            };
    }
}
