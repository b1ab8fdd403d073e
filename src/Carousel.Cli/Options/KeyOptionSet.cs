using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Server;
using Carousel.Server.Doors;
using Carousel.Server.Hosting;

namespace Carousel.Cli.Options;

/// <summary>The keys of a server's store: what changes them, and what a new one opens.</summary>
internal sealed class KeyOptionSet
{
    private readonly Option<string?> _add = OptionKinds.Text(
        "--add-key", "NAME",
        "Make a key, print it once, and end. From then on every request needs a key; a running server asks for it "
        + "within seconds.");

    private readonly Option<bool> _list = OptionKinds.Switch("--keys", "List the keys by name, and end.");

    private readonly Option<string?> _remove = OptionKinds.Text(
        "--remove-key", "NAME", "Remove a key, and end; a running server closes to it within seconds.");

    private readonly Option<string[]> _models = OptionKinds.Names(
        "--models", "A,B", "Models that the new key may use. Default: all.");

    private readonly Option<int?> _rate = OptionKinds.Whole(
        "--steps-per-second", "Steps a second that the new key may take. Default: no limit.");

    private readonly Option<int?> _sessions = OptionKinds.Whole(
        "--most-sessions", "Sessions that the new key may have open. Default: no limit.");

    private readonly Option<bool> _administer = OptionKinds.Switch(
        "--administer", "The new key may also see what the server counts of all callers.");

    /// <summary>The options in the help.</summary>
    public OptionGroup Group => new("Keys", [_add, _models, _rate, _sessions, _administer, _list, _remove]);

    /// <summary>Does what is asked for with keys.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="options">Say where the store is.</param>
    /// <param name="terminal">Takes the key, or the list.</param>
    /// <returns>False where nothing is asked for with keys.</returns>
    public bool TryChange(ParseResult result, CarouselServerOptions options, Terminal terminal)
    {
        string? add = result.GetValue(_add), remove = result.GetValue(_remove);
        bool isList = result.GetValue(_list);
        int asked = (add is null ? 0 : 1) + (remove is null ? 0 : 1) + (isList ? 1 : 0);
        if (asked > 1)
        {
            throw new UsageException("--add-key, --keys and --remove-key each stand alone: give one of them.");
        }

        var rights = new KeyRights
        {
            Models = result.GetValue(_models) is { Length: > 0 } models ? models : [KeyRights.AllModels],
            StepsPerSecond = AtLeastOne(result, _rate),
            Sessions = AtLeastOne(result, _sessions),
            Administers = result.GetValue(_administer),
        };
        if (add is null && rights.ToJson() != new KeyRights().ToJson())
        {
            throw new UsageException(
                "--models, --steps-per-second, --most-sessions and --administer say what a new key opens: give "
                + "--add-key NAME, too.");
        }

        if (asked == 0)
        {
            return false;
        }

        using var desk = new KeyDesk(options);
        if (add is not null)
        {
            terminal.Out.WriteLine(desk.Add(add, rights));
            terminal.Error.WriteLine($"This is the only time that the key '{add}' is shown; the store has its hash.");
        }
        else if (remove is not null)
        {
            desk.Remove(remove);
        }
        else
        {
            foreach ((string name, KeyRights? opens) in desk.Keys)
            {
                terminal.Out.WriteLine($"{name}  {Text(opens)}");
            }
        }

        return true;
    }

    private static string Text(KeyRights? rights)
    {
        if (rights is null)
        {
            return "opens nothing: its rights can't be read";
        }

        string[] parts =
        [
            rights.Models.Contains(KeyRights.AllModels) ? "all models" : $"models {string.Join(", ", rights.Models)}",
            .. rights.StepsPerSecond > 0 ? [$"{rights.StepsPerSecond} steps a second"] : Array.Empty<string>(),
            .. rights.Sessions > 0 ? [$"{rights.Sessions} sessions"] : Array.Empty<string>(),
            .. rights.Administers ? ["administers"] : Array.Empty<string>(),
        ];
        return string.Join(" · ", parts);
    }

    private static int AtLeastOne(ParseResult result, Option<int?> option) => result.GetValue(option) switch
    {
        null => 0,
        >= 1 and { } value => value,
        { } value => throw new UsageException($"{option.Name} must be 1 or more, but is {value}."),
    };
}
