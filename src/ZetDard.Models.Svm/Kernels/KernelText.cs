using System.Buffers;
using System.Globalization;
using System.Text;

namespace ZetDard.Models.Svm;

/// <summary>Writes kernels as text, and reads them: sums of products of numbers, named kernels and parentheses.</summary>
internal ref struct KernelText(string text)
{
    private const int MaxDepth = 32;                // parentheses inside each other: far more would overflow the stack
    private const string Each = "each";

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",[]\"");

    private static readonly (string Name, Func<Dictionary<string, double>, Kernel> Make, string[] Numbers)[] Forms =
    [
        ("gaussian", given => Kernel.Gaussian(Gamma(given), Scale(given)), ["gamma", "scale"]),
        ("laplacian", given => Kernel.Laplacian(Gamma(given), Scale(given)), ["gamma", "scale"]),
        ("linear", _ => Kernel.Linear(), []),
        (
            "polynomial",
            given => Kernel.Polynomial((int)given.GetValueOrDefault("degree", 3), Gamma(given), given.GetValueOrDefault("offset", 1), Scale(given)),
            ["degree", "gamma", "offset", "scale"]),
        ("precomputed", _ => Kernel.Precomputed(), []),
        (
            "sigmoid",
            given => Kernel.Sigmoid(Gamma(given), given.GetValueOrDefault("offset", 0), Scale(given)),
            ["gamma", "offset", "scale"]),
    ];

    private readonly string _text = text;
    private int _place;
    private int _depth;

    public static string Of(Kernel kernel)
    {
        var text = new StringBuilder();
        switch (kernel.Kind)
        {
            case KernelKind.Sum:
                text.AppendJoin(" + ", kernel.Parts.Select(
                    part => part.Weight == 1 ? $"{part.Kernel}" : string.Create(CultureInfo.InvariantCulture, $"{part.Weight} * {part.Kernel}")));
                break;
            case KernelKind.Product:
                text.AppendJoin(" * ", kernel.Parts.Select(part => part.Kernel.Kind == KernelKind.Sum ? $"({part.Kernel})" : $"{part.Kernel}"));
                break;
            case KernelKind.PerFamily:
                text.Append(CultureInfo.InvariantCulture, $"{Each}({kernel.Parts[0].Kernel})");
                break;
            default:
                AppendForm(text, kernel);
                break;
        }

        if (kernel.Columns.Count > 0)
        {
            text.Append('[').AppendJoin(',', kernel.Columns.Select(Quoted)).Append(']');
        }

        return text.ToString();
    }

    public Kernel Read()
    {
        var kernel = ReadSum();
        return _place == _text.Length ? kernel : throw Error("'+', '*' or the end");
    }

    private static void AppendForm(StringBuilder text, Kernel kernel)
    {
        var numbers = new List<string>();
        if (kernel.Kind == KernelKind.Polynomial)
        {
            numbers.Add(string.Create(CultureInfo.InvariantCulture, $"degree={kernel.Degree}"));
        }

        Add("gamma", kernel.Gamma, null);
        Add("scale", kernel.Scale, 1);
        Add("offset", kernel.Offset, kernel.Kind == KernelKind.Polynomial ? 1 : 0);
        text.Append(kernel.Kind.ToString().ToLowerInvariant());
        if (numbers.Count > 0)
        {
            text.Append('(').AppendJoin(", ", numbers).Append(')');
        }

        void Add(string name, double? value, double? usual)
        {
            if (value is not null && value != usual)
            {
                numbers.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={value}"));
            }
        }
    }

    private static string Quoted(string name) => name.AsSpan().ContainsAny(NeedQuotes) || name.Trim() != name
        ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : name;

    private static double? Gamma(Dictionary<string, double> given) => given.TryGetValue("gamma", out var gamma) ? gamma : null;

    private static double Scale(Dictionary<string, double> given) => given.GetValueOrDefault("scale", 1);

    private Kernel ReadSum()
    {
        var sum = ReadProduct();
        while (Takes('+'))
        {
            sum += ReadProduct();
        }

        return sum;
    }

    private Kernel ReadProduct()
    {
        var (weight, product) = (1.0, (Kernel?)null);
        var start = _place;
        do
        {
            SkipBlanks();
            if (_place < _text.Length && (char.IsAsciiDigit(_text[_place]) || _text[_place] is '.' or '-'))
            {
                weight *= ReadNumber("a weight");
            }
            else
            {
                var factor = ReadFactor();
                product = product is null ? factor : product * factor;
            }
        }
        while (Takes('*'));
        return product is null ? throw Error("'*' and a kernel behind the weight") : Made(start, () => weight * product);
    }

    private Kernel ReadFactor()
    {
        SkipBlanks();
        var start = _place;
        Kernel kernel;
        if (Takes('('))
        {
            kernel = ReadNested();
        }
        else
        {
            while (_place < _text.Length && char.IsAsciiLetter(_text[_place]))
            {
                _place++;
            }

            var name = _text[start.._place].ToLowerInvariant();
            if (name == Each)
            {
                Require('(');
                var inner = ReadNested();
                kernel = Made(start, () => Kernel.PerFamily(inner));
            }
            else if (Array.FindIndex(Forms, form => form.Name == name) is >= 0 and var form)
            {
                var numbers = ReadNumbers(Forms[form].Numbers);
                kernel = Made(start, () => Forms[form].Make(numbers));
            }
            else
            {
                _place = start;
                throw Error($"a weight, '(' or one of {string.Join(", ", Forms.Select(known => known.Name))}, {Each}(…)");
            }
        }

        SkipBlanks();
        var before = _place;
        if (Takes('['))
        {
            var columns = ReadColumns();
            kernel = Made(before, () => kernel.On(columns));
        }

        return kernel;
    }

    private Kernel ReadNested()
    {
        if (++_depth > MaxDepth)
        {
            throw Error($"no more than {MaxDepth} parentheses inside each other");
        }

        var kernel = ReadSum();
        Require(')');
        _depth--;
        return kernel;
    }

    private Dictionary<string, double> ReadNumbers(string[] allowed)
    {
        var numbers = new Dictionary<string, double>();
        if (!Takes('(') || Takes(')'))
        {
            return numbers;
        }

        do
        {
            SkipBlanks();
            var start = _place;
            while (_place < _text.Length && char.IsAsciiLetter(_text[_place]))
            {
                _place++;
            }

            var name = _text[start.._place].ToLowerInvariant();
            if (!allowed.Contains(name) || numbers.ContainsKey(name))
            {
                _place = start;
                throw Error(allowed.Length == 0 ? "')': this kernel has no numbers" : $"one of {string.Join(", ", allowed)}, each once");
            }

            Require('=');
            SkipBlanks();
            var number = _place;
            var value = ReadNumber(name);
            if (name == "degree" && (value != Math.Floor(value) || value is < 1 or > Kernel.MaxDegree))
            {
                _place = number;
                throw Error($"a whole degree of 1 to {Kernel.MaxDegree}");
            }

            numbers.Add(name, value);
        }
        while (Takes(','));
        Require(')');
        return numbers;
    }

    private List<string> ReadColumns()
    {
        var columns = new List<string>();
        do
        {
            SkipBlanks();
            if (Takes('"'))
            {
                var name = new StringBuilder();
                while (true)
                {
                    var end = _text.IndexOf('"', _place);
                    if (end < 0)
                    {
                        throw Error("a quotation mark behind the name");
                    }

                    name.Append(_text, _place, end - _place);
                    _place = end + 1;
                    if (_place == _text.Length || _text[_place] != '"')
                    {
                        break;
                    }

                    name.Append('"');       // two stand for one
                    _place++;
                }

                columns.Add(name.ToString());
            }
            else
            {
                var length = _text.AsSpan(_place).IndexOfAny(NeedQuotes);
                var name = length <= 0 ? "" : _text.Substring(_place, length).Trim();
                if (name.Length == 0)
                {
                    throw Error("the name of a family or column");
                }

                columns.Add(name);
                _place += length;
            }
        }
        while (Takes(','));
        Require(']');
        return columns;
    }

    private double ReadNumber(string what)
    {
        var start = _place;
        while (_place < _text.Length && (char.IsAsciiLetterOrDigit(_text[_place]) || _text[_place] is '.'
            || (_text[_place] is '-' or '+' && (_place == start || _text[_place - 1] is 'e' or 'E'))))
        {
            _place++;
        }

        if (double.TryParse(_text.AsSpan(start, _place - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number))
        {
            return number;
        }

        _place = start;
        throw Error($"{what} as a number, such as 0.5");
    }

    // What a factory refuses is wrong at a place of the text.
    private readonly Kernel Made(int start, Func<Kernel> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"The kernel '{_text}' is wrong at character {start + 1}: {e.Message}", e);
        }
    }

    private bool Takes(char wanted)
    {
        SkipBlanks();
        var takes = _place < _text.Length && _text[_place] == wanted;
        _place += takes ? 1 : 0;
        return takes;
    }

    private void Require(char wanted)
    {
        if (!Takes(wanted))
        {
            throw Error($"'{wanted}'");
        }
    }

    private void SkipBlanks()
    {
        while (_place < _text.Length && char.IsWhiteSpace(_text[_place]))
        {
            _place++;
        }
    }

    private readonly FormatException Error(string expected) => new(
        $"The kernel '{_text}' is wrong at character {_place + 1}, {(_place < _text.Length ? $"'{_text[_place]}'" : "its end")}: expected {expected}.");
}
